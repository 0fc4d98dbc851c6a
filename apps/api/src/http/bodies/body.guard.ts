import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import '../../caller/request-key.js';
import { requiredAccess } from '../../caller/required-access.js';
import { BodyBudget } from './body-budget.js';
import { hasBody, requireJson, refuseCompression } from './body-headers.js';
import { bodyLimit } from './body-limits.js';
import { parseLargeJsonBody } from './parse-json-body.js';

/**
 * Reads the JSON body of a request, as the last of the guards that stand before every route: nobody's body is read before
 * his key is known. Whoever is refused before may leave the rest of it unsent. A route that asks for no key reads its bodies by
 * itself, if at all: they prove who sends them.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  constructor(private readonly budget: BodyBudget) {}

  /** @throws UnacceptableRequest for a body that cannot be read, ProblemException 503 when too many are arriving. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<Request>(0);
    const { headers } = request;
    if (!hasBody(headers)) {
      // Announced as empty, as clients do that have nothing to say.
      if (headers['content-length'] !== undefined) request.body = {};
      return true;
    }
    refuseCompression(headers);
    if (requiredAccess(context) === 'public') return true;
    requireJson(headers);
    return this.read(request);
  }

  private async read(request: Request): Promise<boolean> {
    const bytes = await this.budget.read(request, bodyLimit(request.originalUrl));
    request.body = await parseLargeJsonBody(bytes);
    return true;
  }
}
