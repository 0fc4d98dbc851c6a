import { type CanActivate, type ExecutionContext, Injectable, type RawBodyRequest } from '@nestjs/common';
import type { Request } from 'express';
import { SandboxSettings } from '../sandbox-settings.js';
import { requireSignature } from './ses-signature.js';

/** Signature Version 4 by the account's access key. */
@Injectable()
export class SesAuthGuard implements CanActivate {
  constructor(private readonly settings: SandboxSettings) {}

  /** @throws SesError 403 */
  canActivate(context: ExecutionContext): boolean {
    const { method, path, headers, rawBody } = context.switchToHttp().getRequest<RawBodyRequest<Request>>();
    const { sesAccessKeyId: id, sesSecretAccessKey: secret } = this.settings;
    requireSignature({ method, path, headers, rawBody: rawBody ?? Buffer.alloc(0) }, { id, secret });
    return true;
  }
}
