import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { isSameSecret } from '../answers/same-secret.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { TwilioError } from './twilio-errors.js';

/** HTTP Basic with account sid and auth token, and a path within that account. */
@Injectable()
export class TwilioAuthGuard implements CanActivate {
  constructor(private readonly settings: SandboxSettings) {}

  /** @throws TwilioError 20003 for wrong credentials, 20404 for another account's path. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ');
    const expected = `${this.settings.twilioAccountSid}:${this.settings.twilioAuthToken}`;
    const isKnown =
      scheme.toLowerCase() === 'basic' && isSameSecret(Buffer.from(given, 'base64').toString(), expected);
    if (!isKnown) {
      throw TwilioError.of(20003, { headers: { 'WWW-Authenticate': 'Basic realm="Twilio API"' } });
    }
    if (request.params.accountSid !== this.settings.twilioAccountSid)
      throw TwilioError.notFound(request.path);
    return true;
  }
}
