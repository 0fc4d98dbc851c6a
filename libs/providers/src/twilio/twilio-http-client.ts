import { type ParsedUrlQueryInput, stringify } from 'node:querystring';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { type HttpAnswer, HttpFailure, retryAfterMs } from '#http';
import { jsonObject } from '../json-object.js';
import { networkError, refusalError, unreadableAnswer } from '../outcome.js';
import type { ProviderError } from '../provider-errors.js';
import type { ProviderHttp } from '../provider-http.js';
import type { SettingName } from '../accounts/provider-kind.js';
import { twilioWords } from './twilio-words.js';
import { isAboutApi, isLimitOfSender, twilioAccountProblem } from './twilio-account-problem.js';

/** 21610: the recipient has answered STOP to this sender (Error and Warning Dictionary). */
export const OPTED_OUT = '21610';

/** The SDK's own Response, which its ESM types do not let one name. */
export interface TwilioAnswer<T = Record<string, unknown>> {
  statusCode: number;
  body: T;
  headers: HttpAnswer['headers'];
}

const MAX_CODE_LENGTH = 64;
/** As the SDK's addresses begin. */
const ORIGIN = /^https:\/\/[^/]+/;

/** Whose account is called where. */
export interface TwilioPlace {
  /** Origin and path prefix to use for Twilio's; empty for the real service. */
  baseUrl: string;
  /** The account's name. */
  provider: string;
  settingName: SettingName;
}

/**
 * The HTTP client the Twilio SDK works through. It puts the configured origin in place of api.twilio.com, and
 * turns every outcome but a JSON object with a 2xx into a ProviderError; the SDK passes those on untouched.
 */
export class TwilioHttpClient extends twilio.RequestClient {
  constructor(
    private readonly http: ProviderHttp,
    private readonly account: TwilioPlace,
  ) {
    super();
  }

  override async request<T>(request: RequestClient.RequestOptions<T>): Promise<TwilioAnswer<T>> {
    const answer = await this.answerTo(request);
    if (answer.status < 200 || answer.status >= 300) throw refusal(answer, this.account);
    const body = jsonObject(answer.body.toString());
    if (!body) throw unreadableAnswer(this.account.provider, answer.status);
    // What the SDK makes of the body is its own affair; here it is known to be an object.
    return { statusCode: answer.status, body: body as unknown as T, headers: answer.headers };
  }

  private async answerTo(request: RequestClient.RequestOptions<unknown>): Promise<HttpAnswer> {
    const { username = '', password = '', headers = {} } = request;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    try {
      return await this.http.call({
        method: request.method === 'post' ? 'POST' : 'GET',
        url: this.place(request.uri, request.params),
        headers: { ...(headers as Record<string, string>), Authorization: authorization },
        ...(request.data ? { body: formOf(request.data) } : {}),
      });
    } catch (error) {
      throw error instanceof HttpFailure ? networkError(this.account.provider, error) : error;
    }
  }

  private place(uri: string, params: object | undefined): string {
    const { baseUrl } = this.account;
    const place = baseUrl === '' ? uri : baseUrl.replace(/\/+$/, '') + uri.replace(ORIGIN, '');
    const query = params ? formOf(params) : '';
    return query === '' ? place : `${place}${uri.includes('?') ? '&' : '?'}${query}`;
  }
}

function formOf(fields: object): string {
  return stringify(fields as ParsedUrlQueryInput);
}

function refusal(
  { status, headers, body }: HttpAnswer,
  { provider, settingName }: TwilioPlace,
): ProviderError {
  const error = jsonObject(body.toString());
  const code = codeOf(error?.code);
  return refusalError({
    provider,
    code,
    message: wordsOf(error?.message, code) ?? `HTTP ${status}`,
    httpStatus: status,
    optedOut: code === OPTED_OUT,
    retryAfterMs: retryAfterMs(headers['retry-after']),
    problem: twilioAccountProblem(status, code, settingName),
    ofSender: isLimitOfSender(code),
    isTemporary: isAboutApi(code),
  });
}

/** A number; of what stands in front of Twilio perhaps a word, or anything. */
function codeOf(code: unknown): string | null {
  if (typeof code === 'number') return String(code);
  return typeof code === 'string' && code !== '' ? code.slice(0, MAX_CODE_LENGTH) : null;
}

/** Twilio's own words, or what its code means. */
function wordsOf(message: unknown, code: string | null): string | null {
  if (typeof message === 'string' && message !== '') return message;
  return code === null ? null : twilioWords(code);
}
