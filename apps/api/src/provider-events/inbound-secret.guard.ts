import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { ApiSettings } from '#config';
import type { Request } from 'express';
import { AuthFailureLimiter } from '../access/auth-failure-limiter.js';
import { createHash, timingSafeEqual } from 'node:crypto';

/** SendGrid signs no mail: the secret is in the address it posts to, or the password of its basic authentication. */
@Injectable()
export class InboundSecretGuard implements CanActivate {
  constructor(
    private readonly settings: ApiSettings,
    private readonly authFailures: AuthFailureLimiter,
  ) {}

  /** @throws ForbiddenException without the secret, ProblemException 429 after many wrong ones. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { sendgridInboundSecret: secret, webhookAllowUnsigned } = this.settings;
    const given = [request.params.secret, passwordOf(request.headers.authorization)];
    const shown = given.filter((one): one is string => typeof one === 'string');
    if (shown.length === 0 && webhookAllowUnsigned) return true;
    if (secret !== '' && shown.some((one) => isSame(one, secret))) return true;
    const refusal = new ForbiddenException('The secret is missing or wrong.');
    throw shown.length === 0 ? refusal : this.authFailures.failed(request, refusal);
  }
}

function passwordOf(header: string | undefined): string | undefined {
  const [scheme = '', value = ''] = header?.split(' ') ?? [];
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

/** In constant time, whatever the lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
