import type { KeyObject } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SandboxSettings } from '../sandbox-settings.js';
import { claimsOf, publicHalf } from './vonage-jwt.js';
import { VonageProblem } from './vonage-problem.js';

/** A bearer token of the application. */
@Injectable()
export class VonageAuthGuard implements CanActivate {
  private readonly key: KeyObject;

  constructor(private readonly settings: SandboxSettings) {
    this.key = publicHalf(settings.vonagePrivateKey);
  }

  /** @throws VonageProblem 401 */
  canActivate(context: ExecutionContext): boolean {
    const { authorization = '' } = context.switchToHttp().getRequest<Request>().headers;
    const claims = claimsOf(authorization.replace(/^Bearer /i, ''), this.key);
    if (claims?.application_id !== this.settings.vonageApplicationId) throw VonageProblem.of('unauthorized');
    return true;
  }
}
