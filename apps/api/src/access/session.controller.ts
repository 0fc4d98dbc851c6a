import { Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiSettings } from '#config';
import { ApiKeyCache, AuditTrail, ConsoleSessions, type KnownKey, SESSION_LIFE_MS } from '#messaging';
import type { Request, Response } from 'express';
import { BodyBudget } from '../http/bodies/body-budget.js';
import { requireJson } from '../http/bodies/body-headers.js';
import { parseJsonBody } from '../http/bodies/parse-json-body.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { AuditedByService } from './audited.decorator.js';
import { AuthFailureLimiter } from './auth-failure-limiter.js';
import { keyActor, originOf } from './change-origin.js';
import { unauthorized } from './key.guard.js';
import { noSessionCookie, sessionCookie, sessionSecretOf } from './session-cookie.js';
import { CreateSessionDto, EXAMPLE_API_KEY, SessionView, sessionView } from './session.dto.js';
import { Public } from '../caller/scopes.decorator.js';
import { SessionGuard } from './session-guard.js';

const MAX_BODY = 4_096;

/** Signing in and out at the console. Needs no key: it is where one is shown. */
@ApiTags('session')
@Public()
@Controller('api/v1/session')
export class SessionController {
  private readonly bodies = new ValidBodyPipe(CreateSessionDto);

  constructor(
    private readonly settings: ApiSettings,
    private readonly keys: ApiKeyCache,
    private readonly sessions: ConsoleSessions,
    private readonly guard: SessionGuard,
    private readonly authFailures: AuthFailureLimiter,
    private readonly budget: BodyBudget,
    private readonly trail: AuditTrail,
  ) {}

  @Get()
  @ApiOkResponse({ type: SessionView, description: 'Also where nobody is signed in.' })
  async show(@Req() request: Request): Promise<SessionView> {
    const secret = sessionSecretOf(request.headers);
    const session = secret === null ? null : await this.guard.find(request, secret);
    return sessionView(session, secret, this.settings.requiresApiKeys);
  }

  @Post()
  @AuditedByService('session.create')
  @ApiBody({ type: CreateSessionDto, examples: { key: { value: { api_key: EXAMPLE_API_KEY } } } })
  @ApiCreatedResponse({
    type: SessionView,
    description: 'Signed in for 12 hours, with a cookie that only the browser sees.',
    headers: { 'Set-Cookie': { description: '`sendstream_session`, HttpOnly.', schema: { type: 'string' } } },
  })
  @ApiProblems({ 401: 'The key is not valid.', 429: 'Too many wrong keys came from this address.' })
  async begin(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionView> {
    requireJson(request.headers);
    const { api_key } = this.bodies.transform(parseJsonBody(await this.budget.read(request, MAX_BODY)));
    const key = await this.keys.find(api_key.trim(), () => this.authFailures.isLimited(request));
    if (key === null)
      throw this.authFailures.failed(request, unauthorized('This API key is not valid.', 'invalid_token'));
    const { id, secret, expiresAt } = await this.sessions.begin(key.id);
    await this.record('session.create', { id, key }, request);
    response.append('Set-Cookie', sessionCookie(secret, SESSION_LIFE_MS, this.settings.isProduction));
    return sessionView({ key, expiresAt }, secret, this.settings.requiresApiKeys);
  }

  @Delete()
  @AuditedByService('session.end')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Signed out; also when nobody was signed in.' })
  @ApiProblems({ 403: 'The CSRF token is missing or wrong.' })
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const secret = sessionSecretOf(request.headers);
    const session = secret === null ? null : await this.guard.find(request, secret);
    if (secret !== null && session !== null) {
      this.guard.mustBeOurs(request, secret);
      await this.sessions.end(secret);
      await this.record('session.end', session, request);
    }
    response.append('Set-Cookie', noSessionCookie(this.settings.isProduction));
  }

  private record(
    action: 'session.create' | 'session.end',
    { id, key }: { id: string; key: Pick<KnownKey, 'id' | 'name'> },
    request: Request,
  ): Promise<void> {
    const actor = keyActor('session', key);
    const change = { action, object: { kind: 'session', id }, before: null, after: null };
    return this.trail.record({ ...originOf(request), ...change, actor });
  }
}
