import { applyDecorators, SetMetadata, type Type, UseInterceptors } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import { AuditInterceptor } from './audit-interceptor.js';
import { AUDITED, type AuditedChange } from './audited-change.js';

/** What is done to what. */
type Action = `${string}.${string}`;

interface Options<View, Controller> {
  /** What the object looks like. Its numbers and texts are recorded masked, its secrets not at all. */
  view: Type<View>;
  /** What of it is recorded; all of it, if nothing is said. */
  fields?: (keyof View & string)[];
  /** The object as it is before the change. A 404 is the handler's to answer. */
  before?: (controller: Controller, id: string) => Promise<View>;
  /** What is recorded as its state afterwards where that is not what is answered. */
  after?: (request: Request) => object | null;
}

/**
 * Records each change that this route makes: who made it, when, from where, and what changed. For what answers 200 to say that
 * nothing changed, either `before` shows that, or the route answers 201 where it did.
 */
export function Audited<View extends object, Controller extends object>(
  action: Action,
  options: Options<View, Controller>,
): MethodDecorator {
  return applyDecorators(
    SetMetadata(AUDITED, { action, ...options } as unknown as AuditedChange),
    UseInterceptors(AuditInterceptor),
    documented(action),
  );
}

/** The service that the route calls records the change together with it. */
export const AuditedByService = (action: Action): MethodDecorator => documented(action);

function documented(action: Action): MethodDecorator {
  return ApiExtension('x-audited', action) as MethodDecorator;
}
