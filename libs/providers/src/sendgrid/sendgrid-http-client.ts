import { Client } from '@sendgrid/client';
import { type HttpAnswer, HttpFailure, retryAfterMs } from '#http';
import { isObject, jsonObject } from '../json-object.js';
import { networkError, refusalError } from '../outcome.js';
import type { ProviderError } from '../provider-errors.js';
import type { ProviderHttp } from '../provider-http.js';
import type { SettingName } from '../accounts/provider-kind.js';
import { sendgridAccountProblem } from './sendgrid-account-problem.js';

type Request = Parameters<Client['request']>[0];
type Answer = Awaited<ReturnType<Client['request']>>;

const SENDGRID_URL = 'https://api.sendgrid.com';

/** Whose account is called where. */
export interface SendgridPlace {
  /** Origin and path prefix to use for SendGrid's; empty for the real service. */
  baseUrl: string;
  apiKey: string;
  /** The account's name. */
  provider: string;
  settingName: SettingName;
}

/** The HTTP client the SendGrid SDK works through: our connections, our base URL, and ProviderErrors for every failure. */
export class SendgridHttpClient extends Client {
  constructor(
    private readonly http: ProviderHttp,
    private readonly account: SendgridPlace,
  ) {
    super();
    this.setDefaultHeader('Authorization', `Bearer ${account.apiKey}`);
  }

  override async request(request: Request): Promise<Answer> {
    const answer = await this.answerTo(request);
    if (answer.status < 200 || answer.status >= 300) throw refusal(answer, this.account);
    const body = answer.body.toString();
    const response = { statusCode: answer.status, body, headers: answer.headers };
    return [response as unknown as Answer[0], body];
  }

  private async answerTo(request: Request): Promise<HttpAnswer> {
    try {
      return await this.http.call({
        method: 'POST',
        url: new URL((this.account.baseUrl || SENDGRID_URL).replace(/\/+$/, '') + request.url),
        headers: this.createHeaders((request.headers ?? {}) as Record<string, string>),
        body: JSON.stringify(request.body),
      });
    } catch (error) {
      throw error instanceof HttpFailure ? networkError(this.account.provider, error) : error;
    }
  }
}

/** SendGrid answers `{errors: [{message, field, help}]}` and has no error codes. */
function refusal(
  { status, headers, body }: HttpAnswer,
  { provider, settingName }: SendgridPlace,
): ProviderError {
  const listed = jsonObject(body.toString())?.errors;
  const errors = Array.isArray(listed) ? listed.filter(isObject) : [];
  const words = errors.map((error) => error.message).filter((message) => typeof message === 'string');
  return refusalError({
    provider,
    code: null,
    message: words.join('; ') || `HTTP ${status}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']) ?? untilReset(headers['x-ratelimit-reset']),
    problem: sendgridAccountProblem(
      status,
      words.join(' '),
      errors.some(({ field }) => typeof field === 'string' && field !== ''),
      settingName,
    ),
  });
}

/** `X-RateLimit-Reset`: Unix time in seconds (SendGrid, "Rate limits"). */
function untilReset(header: string | string[] | undefined): number | null {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) ? retryAfterMs(new Date(seconds * 1_000).toUTCString()) : null;
}
