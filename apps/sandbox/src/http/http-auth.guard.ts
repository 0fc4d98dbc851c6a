import { type CanActivate, type ExecutionContext, Injectable, type RawBodyRequest } from '@nestjs/common';
import type { Request } from 'express';
import { SandboxSettings } from '../sandbox-settings.js';
import { HttpProblem } from './http-problem.js';
import { isSigned } from './http-signature.js';

/** A signature of the shared secret over the body as it came. */
@Injectable()
export class HttpAuthGuard implements CanActivate {
  constructor(private readonly settings: SandboxSettings) {}

  /** @throws HttpProblem 401 */
  canActivate(context: ExecutionContext): boolean {
    const { headers, rawBody } = context.switchToHttp().getRequest<RawBodyRequest<Request>>();
    const [secret = ''] = this.settings.httpProviderSecret.split(',');
    if (!isSigned(secret, headers, rawBody?.toString() ?? '')) throw HttpProblem.of('not_signed');
    return true;
  }
}
