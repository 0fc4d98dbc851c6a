import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import '../../access/request-key.js';
import { accessOf } from '../../access/access-of.js';
import { BodyBudget } from './body-budget.js';
import { hasBody, mustBeJson, mustBePlain } from './body-headers.js';
import { bodyLimit } from './body-limits.js';
import { jsonOf } from './json-of.js';

/**
 * Reads the JSON body of a request, as the last of the guards that stand before every route: nobody's body is read before
 * his key is known. Whoever is refused before may leave the rest of it unsent. A route that asks for no key reads its bodies by
 * itself, if at all: they prove who sends them.
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
    if (accessOf(context) === 'public') return true;
    mustBeJson(headers);
    return this.read(request);
  }

  private async read(request: Request): Promise<boolean> {
    request.body = jsonOf(await this.budget.read(request, bodyLimit(request.originalUrl)));
    return true;
  }
}
