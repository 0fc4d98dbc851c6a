/** Explained in docs/decisions/0026-audit-and-masks.md. */
import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AuditTrail } from '#messaging';
import { maskedId } from '#observability';
import { isUUID } from 'class-validator';
import type { Request, Response } from 'express';
import { mergeMap, type Observable } from 'rxjs';
import { AnswerMask } from './answer-mask.js';
import { AUDITED, type AuditedChange, changeOf } from './audited-change.js';
import { originOf } from './change-origin.js';

const CREATED = 201;

/** Stands around the routes that are `Audited`, and around no other: accepting messages knows nothing of it. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly modules: ModuleRef,
    private readonly trail: AuditTrail,
    private readonly mask: AnswerMask,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const change = Reflect.getMetadata(AUDITED, context.getHandler()) as AuditedChange;
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const createsByDefault = response.statusCode === CREATED;
    const origin = originOf(request);
    const before = await this.stateBefore(context, change, request);
    const record = async (answer: unknown) => {
      const changesNothing = createsByDefault && response.statusCode !== CREATED;
      const after = change.after?.(request) ?? ((answer ?? null) as object | null);
      const told = changesNothing ? null : this.told(change, before, after);
      if (told)
        await this.trail.record({
          action: change.action,
          ...origin,
          ...told,
          object: objectOf(change, request, answer),
        });
      return answer;
    };
    return next.handle().pipe(mergeMap(record));
  }

  private async stateBefore(
    context: ExecutionContext,
    { before }: AuditedChange,
    { params }: Request,
  ): Promise<object | null> {
    const id = idIn(params);
    if (!before || id === null || !isUUID(id)) return null;
    try {
      return await before(this.modules.get<object>(context.getClass(), { strict: false }), id);
    } catch (error) {
      if (error instanceof HttpException) return null;
      throw error;
    }
  }

  private told({ view, fields }: AuditedChange, before: object | null, after: object | null) {
    const change = changeOf(
      before as Record<string, unknown> | null,
      after as Record<string, unknown> | null,
      fields,
    );
    if (change === null) return null;
    const kept = (state: object | null, names: string[]) => {
      if (state === null) return null;
      const masked = Object.entries(this.mask.kept(view, state));
      return Object.fromEntries(masked.filter(([name]) => names.includes(name)));
    };
    return { before: kept(before, change.before), after: kept(after, change.after) };
  }
}

/** The last id of an address is that of the object. */
function idIn(params: Request['params']): string | null {
  const last = Object.values(params).at(-1);
  return typeof last === 'string' ? last : null;
}

function objectOf({ action }: AuditedChange, { params }: Request, answer: unknown) {
  const own = (answer as { id?: unknown } | null | undefined)?.id;
  const id = idIn(params) ?? (typeof own === 'string' ? own : null);
  // The name of a sender is one of our numbers, or a mail address.
  return { kind: action.split('.')[0] as string, id: id === null ? null : maskedId(id) };
}
