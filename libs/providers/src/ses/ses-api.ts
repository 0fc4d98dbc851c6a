import { type HttpAnswer, HttpFailure, retryAfterMs } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import { explain } from '../error-codes/error-codes.js';
import { jsonObject } from '../json-object.js';
import { networkError, refusalError, unreadableAnswer } from '../outcome.js';
import type { ProviderError } from '../provider-errors.js';
import type { ProviderHttp } from '../provider-http.js';
import { type AwsKey, awsSignedHeaders } from './aws-signature.js';
import { sesAccountProblem } from './ses-account-problem.js';

const PATH = '/v2/email/outbound-emails';
const MESSAGE_ID = /^[\x21-\x7e]{1,200}$/;
const TOO_MANY_REQUESTS = 429;
const THROTTLED = new Set(['RequestLimitExceeded', 'Throttled', 'Throttling', 'TooManyRequests']);
/** Of MessageRejected, which is said of bad content too: the sender, or in SES's own sandbox the recipient. */
const UNVERIFIED = /not verified/i;

/** Where and as whom the API is called. */
export interface SesPlace {
  /** The account's name among ours. */
  name: string;
  http: ProviderHttp;
  address: URL;
  key: AwsKey;
  settingName: SettingName;
}

/** `SendEmail` of the SES API v2, over our own connections. */
export class SesApi {
  constructor(private readonly place: SesPlace) {}

  /** @throws ProviderError for every end but a 2xx that names the mail. */
  async send(mail: Record<string, unknown>): Promise<{ messageId: string; status: number }> {
    const answer = await this.post(JSON.stringify(mail));
    const { status } = answer;
    const content = jsonObject(answer.body.toString()) ?? {};
    if (status < 200 || status >= 300) throw this.refusal(answer, content);
    const { MessageId: messageId } = content;
    if (typeof messageId !== 'string' || !MESSAGE_ID.test(messageId))
      throw unreadableAnswer(this.place.name, status);
    return { messageId, status };
  }

  private async post(body: string): Promise<HttpAnswer> {
    const { name, http, address, key } = this.place;
    const url = new URL(address.href.replace(/\/+$/, '') + PATH);
    const request = { method: 'POST' as const, url, body };
    const headers = awsSignedHeaders(key, { ...request, headers: { 'content-type': 'application/json' } });
    try {
      return await http.call({ ...request, headers });
    } catch (error) {
      throw error instanceof HttpFailure ? networkError(name, error) : error;
    }
  }

  private refusal({ status, headers }: HttpAnswer, content: Record<string, unknown>): ProviderError {
    const { name, settingName } = this.place;
    const code = codeOf(headers['x-amzn-errortype'] ?? content.__type);
    const words = [content.message, content.Message].find((text) => typeof text === 'string' && text !== '');
    const message = (words as string | undefined) ?? code ?? `HTTP ${status}`;
    const problem = sesAccountProblem(status, code, message, settingName);
    const isThrottled = problem === null && status < 500 && THROTTLED.has(code ?? '');
    return refusalError({
      provider: name,
      code,
      message,
      httpStatus: isThrottled ? TOO_MANY_REQUESTS : status,
      elsewhere: explain(name, code)?.elsewhere === true || UNVERIFIED.test(message),
      retryAfterMs: retryAfterMs(headers['retry-after']),
      problem,
    });
  }
}

/** `MessageRejected`, `com.amazon#SendingPausedException`, `NotFoundException:http://...`; kept without `Exception`. */
function codeOf(type: unknown): string | null {
  const [, name = ''] = /^(?:[^#]*#)?(\w{1,64})(?::|$)/.exec(typeof type === 'string' ? type : '') ?? [];
  return name.replace(/Exception$/, '') || null;
}
