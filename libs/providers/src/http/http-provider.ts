import {
  HttpClient,
  type HttpAnswer,
  HttpFailure,
  isSignedWebhook,
  type MaySend,
  signatureHeaders,
  withSendPermission,
} from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import { jsonObject } from '../json-object.js';
import type {
  Channel,
  DeliveryReport,
  Lookup,
  Media,
  MessageProvider,
  OutboundMessage,
  Receipt,
  WebhookRequest,
} from '../message-provider.js';
import { networkError, unreadableAnswer } from '../outcome.js';
import { RetryableError } from '../provider-errors.js';
import { ProviderHttp, type ProviderHttpOptions } from '../provider-http.js';
import { readProviderMedia } from '../provider-media.js';
import { readHttpEvent } from './http-events.js';
import { httpMessage } from './http-message.js';
import { httpRefusal } from './http-refusal.js';

export interface HttpProviderOptions extends ProviderHttpOptions {
  /** The account's name among ours. */
  name: string;
  /** Where messages are posted. */
  url: string;
  /** Of Standard Webhooks (`whsec_...`); several while one replaces the other. They sign both ways. */
  secrets: readonly string[];
  /** Where the other side reaches this api. */
  publicUrl: string;
  /** How the operator writes a setting of the account. */
  settingName: SettingName;
}

/** A mail may bring its text and its page, and a hundred addresses of files. */
const WEBHOOK_BOUNDS = { signatureHeader: 'webhook-signature', bytes: 2 * 1024 * 1024 };
/** Answers to a look-up that say nothing of whether it is offered; and each 5xx but "not implemented". */
const ASK_AGAIN = new Set([401, 403, 408, 425, 429]);
/** An id as the other side gives it; shown, searched and compared. */
const ID = /^[\x21-\x7e]{1,200}$/;

/**
 * Whatever else a team has: messages go as signed POSTs to an address of theirs, which is idempotent by our id. The protocol is
 * in docs/providers/http.md.
 */
export class HttpProvider implements MessageProvider {
  readonly channels: readonly Channel[] = ['sms', 'mms', 'email'];
  readonly webhookBounds = WEBHOOK_BOUNDS;
  readonly name: string;
  readonly address: URL;
  private readonly http: ProviderHttp;
  private readonly mediaHttp: HttpClient;
  private readonly callbackUrl: string;

  constructor(private readonly options: HttpProviderOptions) {
    this.name = options.name;
    this.address = new URL(options.url);
    this.http = new ProviderHttp(options);
    this.mediaHttp = new HttpClient({ callAgain: true, ...(options.ca !== undefined && { ca: options.ca }) });
    this.callbackUrl = `${options.publicUrl.replace(/\/+$/, '')}/api/v1/webhooks/${options.name}`;
  }

  async send(message: OutboundMessage, maySend?: MaySend): Promise<Receipt> {
    const body = JSON.stringify(httpMessage(message, this.callbackUrl));
    const headers = {
      'Content-Type': 'application/json',
      'Idempotency-Key': message.id,
      ...(message.traceparent && { traceparent: message.traceparent }),
    };
    const answer = await withSendPermission(maySend, () =>
      this.call('POST', this.address, { ...headers, ...this.signed(message.id, body) }, body),
    );
    if (answer.status < 200 || answer.status > 299)
      throw httpRefusal(this.name, answer, this.options.settingName);
    const providerMessageId = idIn(answer);
    if (providerMessageId === null) throw unreadableAnswer(this.name, answer.status);
    return { providerMessageId, httpStatus: answer.status };
  }

  /**
   * `GET {url}/{our id}`: 200 with `{id}` for what was taken, 404 with `{"id": null}` for what was not. Anything else says that the
   * other side does not offer it.
   */
  async lookup(message: OutboundMessage): Promise<Lookup> {
    const answer = await this.call('GET', this.placeOf(message.id), this.signed(message.id, ''));
    const { status } = answer;
    const id = idIn(answer);
    if (status === 200 && id !== null) return [{ providerMessageId: id, acceptedAt: new Date() }];
    if (status === 404 && jsonObject(answer.body.toString())?.id === null) return [];
    if (!ASK_AGAIN.has(status) && (status < 500 || status === 501)) return 'undecidable';
    const fault = { provider: this.name, code: null, message: `HTTP ${status}`, httpStatus: status };
    throw new RetryableError(fault);
  }

  verifyWebhook({ headers, rawBody }: WebhookRequest): boolean {
    return isSignedWebhook(headers, rawBody, [...this.options.secrets]);
  }

  parseWebhook({ headers, rawBody }: WebhookRequest): DeliveryReport[] {
    return [readHttpEvent(headers['webhook-id'] ?? '', rawBody)];
  }

  /** A file that is where messages go, asked for with our signature; null for one elsewhere. */
  async media(address: string): Promise<Media | null> {
    const url = URL.canParse(address) ? new URL(address) : null;
    const isTheirs = (at: URL) => at.origin === this.address.origin;
    if (!url || !isTheirs(url)) return null;
    const [provider, timeoutMs] = [this.name, this.options.timeoutMs * 3];
    const headers = this.signed(url.pathname, '');
    return readProviderMedia(this.mediaHttp, { provider, url, headers, permitsUrl: isTheirs, timeoutMs });
  }

  private signed(id: string, body: string): Record<string, string> {
    return signatureHeaders(id, body, [...this.options.secrets]);
  }

  /** Under the address of messages, whose query stays behind it. */
  private placeOf(id: string): URL {
    const place = new URL(this.address);
    place.pathname = `${place.pathname.replace(/\/+$/, '')}/${id}`;
    return place;
  }

  private async call(
    method: 'GET' | 'POST',
    url: URL,
    headers: Record<string, string>,
    body?: string,
  ): Promise<HttpAnswer> {
    try {
      return await this.http.call({ method, url, headers, ...(body !== undefined && { body }) });
    } catch (error) {
      throw error instanceof HttpFailure ? networkError(this.name, error) : error;
    }
  }
}

function idIn({ body }: HttpAnswer): string | null {
  const id = jsonObject(body.toString())?.id;
  return typeof id === 'string' && ID.test(id) ? id : null;
}
