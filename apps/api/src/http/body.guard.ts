import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import '../access/request-key.js';
import { BodyBudget } from './body-budget.js';
import { hasBody, mustBeJson, mustBePlain } from './body-headers.js';
import { bodyLimit } from './body-limits.js';
import { jsonOf } from './json-of.js';

const TAKES_ITS_BODY = Symbol('takes its body');

/** Of a controller that reads bodies by itself, if at all: they are no JSON, or prove who sends them. */
export const TakesItsBody = (): ClassDecorator => SetMetadata(TAKES_ITS_BODY, true);

/**
 * Reads the JSON body of a request, as the last of the guards that stand before every route: nobody's body is read before
 * his key is known. Whoever is refused before may leave the rest of it unsent.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  constructor(private readonly budget: BodyBudget) {}

  /** @throws WrongPart for a body that cannot be read, Refusal 503 when too many are arriving. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<Request>(0);
    const { headers } = request;
    if (!hasBody(headers)) {
      // Announced as empty, as clients do that have nothing to say.
      if (headers['content-length'] !== undefined) request.body = {};
      return true;
    }
    mustBePlain(headers);
    if (Reflect.getMetadata(TAKES_ITS_BODY, context.getClass()) === true) return true;
    mustBeJson(headers);
    return this.read(request);
  }

  private async read(request: Request): Promise<boolean> {
    request.body = jsonOf(await this.budget.read(request, bodyLimit(request.originalUrl)));
    return true;
  }
}
