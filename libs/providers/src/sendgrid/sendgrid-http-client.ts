import { Client } from '@sendgrid/client';
import { type HttpAnswer, HttpFailure, retryAfterMs } from '#http';
import { isObject, jsonObject } from '../json-object.js';
import { networkError, refusalError } from '../outcome.js';
import type { ProviderError } from '../provider-errors.js';
import type { ProviderHttp } from '../provider-http.js';
import { sendgridAccountProblem } from './sendgrid-account-problem.js';

type Request = Parameters<Client['request']>[0];
type Answer = Awaited<ReturnType<Client['request']>>;

const SENDGRID_URL = 'https://api.sendgrid.com';

/** The HTTP client the SendGrid SDK works through: our connections, our base URL, and ProviderErrors for every failure. */
export class SendgridHttpClient extends Client {
  /** @param baseUrl origin and path prefix to use for SendGrid's; empty for the real service. */
  constructor(
    private readonly http: ProviderHttp,
    private readonly baseUrl: string,
    apiKey: string,
  ) {
    super();
    this.setDefaultHeader('Authorization', `Bearer ${apiKey}`);
  }

  override async request(request: Request): Promise<Answer> {
    const answer = await this.answerTo(request);
    if (answer.status < 200 || answer.status >= 300) throw refusal(answer);
    const body = answer.body.toString();
    const response = { statusCode: answer.status, body, headers: answer.headers };
    return [response as unknown as Answer[0], body];
  }

  private async answerTo(request: Request): Promise<HttpAnswer> {
    try {
      return await this.http.call({
        method: 'POST',
        url: new URL((this.baseUrl || SENDGRID_URL).replace(/\/+$/, '') + request.url),
        headers: this.createHeaders((request.headers ?? {}) as Record<string, string>),
        body: JSON.stringify(request.body),
      });
    } catch (error) {
      throw error instanceof HttpFailure ? networkError('sendgrid', error) : error;
    }
  }
}

/** SendGrid answers `{errors: [{message, field, help}]}` and has no error codes. */
function refusal({ status, headers, body }: HttpAnswer): ProviderError {
  const listed = jsonObject(body.toString())?.errors;
  const errors = Array.isArray(listed) ? listed.filter(isObject) : [];
  const words = errors.map((error) => error.message).filter((message) => typeof message === 'string');
  return refusalError({
    provider: 'sendgrid',
    code: null,
    message: words.join('; ') || `HTTP ${status}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']) ?? untilReset(headers['x-ratelimit-reset']),
    problem: sendgridAccountProblem(
      status,
      words.join(' '),
      errors.some(({ field }) => typeof field === 'string' && field !== ''),
    ),
  });
}

/** `X-RateLimit-Reset`: Unix time in seconds (SendGrid, "Rate limits"). */
function untilReset(header: string | string[] | undefined): number | null {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) ? retryAfterMs(new Date(seconds * 1_000).toUTCString()) : null;
}
