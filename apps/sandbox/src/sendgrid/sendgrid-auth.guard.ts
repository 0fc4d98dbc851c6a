import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { isSameSecret } from '../answers/same-secret.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { SendgridError } from './sendgrid-error.js';

/** Bearer with the API key. */
@Injectable()
export class SendgridAuthGuard implements CanActivate {
  constructor(private readonly settings: SandboxSettings) {}

  /** @throws SendgridError 401 */
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    if (isSameSecret(headers.authorization ?? '', `Bearer ${this.settings.sendgridApiKey}`)) return true;
    throw SendgridError.of(401);
  }
}
