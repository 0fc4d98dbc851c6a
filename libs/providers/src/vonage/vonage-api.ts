import { type HttpAnswer, HttpFailure, retryAfterMs } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import { isObject, jsonObject } from '../json-object.js';
import { networkError, refusalError, unreadableAnswer } from '../outcome.js';
import type { ProviderError } from '../provider-errors.js';
import type { ProviderHttp } from '../provider-http.js';
import { vonageAccountProblem } from './vonage-account-problem.js';
import { isLimitOfSender, isThrottled, OPTED_OUT, refusalCode } from './vonage-code.js';
import type { VonageToken } from './vonage-token.js';

/** A UUID, with room for services that only speak its API. */
const MESSAGE_UUID = /^[\w-]{1,64}$/;
const TOO_MANY_REQUESTS = 429;

export interface VonageAccepted {
  messageUuid: string;
  status: number;
}

/** Where and as whom the API is called. */
export interface VonagePlace {
  /** The account's name among ours. */
  name: string;
  http: ProviderHttp;
  address: URL;
  token: VonageToken;
  settingName: SettingName;
}

/**
 * `POST /v1/messages` of the Messages API, over our own connections: Vonage's SDK has an HTTP client of its own, which cannot
 * tell whether a request that failed had left.
 */
export class VonageApi {
  constructor(private readonly place: VonagePlace) {}

  /** @throws ProviderError for every end but a 2xx that names the message. */
  async send(message: Record<string, unknown>): Promise<VonageAccepted> {
    const { status, headers, body } = await this.post(JSON.stringify(message));
    const content = jsonObject(body.toString());
    if (status < 200 || status >= 300) throw this.refusal({ status, headers }, content ?? {});
    const id = content?.message_uuid;
    if (typeof id !== 'string' || !MESSAGE_UUID.test(id)) throw unreadableAnswer(this.place.name, status);
    return { messageUuid: id, status };
  }

  private async post(body: string): Promise<HttpAnswer> {
    const { name, http, address, token } = this.place;
    try {
      return await http.call({
        method: 'POST',
        url: `${address.href.replace(/\/+$/, '')}/v1/messages`,
        headers: {
          Authorization: `Bearer ${token.current()}`,
          'Content-Type': 'application/json',
          Accept: 'application/json',
        },
        body,
      });
    } catch (error) {
      throw error instanceof HttpFailure ? networkError(name, error) : error;
    }
  }

  /** RFC 9457: `{type, title, detail, instance, invalid_parameters?}`; the code is the fragment of `type`. */
  private refusal(
    { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>,
    problem: Record<string, unknown>,
  ): ProviderError {
    const code = refusalCode(status, problem.type);
    const isLimit = isThrottled(code);
    return refusalError({
      provider: this.place.name,
      code,
      message: wordsOf(problem) || `HTTP ${status}`,
      httpStatus: isLimit && status < 500 ? TOO_MANY_REQUESTS : status,
      optedOut: code === OPTED_OUT,
      retryAfterMs: retryAfterMs(headers['retry-after']),
      problem: isLimit ? null : vonageAccountProblem(status, this.place.settingName),
      ofSender: isLimitOfSender(code),
    });
  }
}

/** Its own words, with the parameters it names. */
function wordsOf({ title, detail, invalid_parameters: named }: Record<string, unknown>): string {
  const parameters = [named].flat().filter(isObject);
  const reasons = parameters.slice(0, 5).map(({ name, reason }) => [name, reason].filter(isText).join(': '));
  return [title, detail, ...reasons].filter(isText).join('; ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
