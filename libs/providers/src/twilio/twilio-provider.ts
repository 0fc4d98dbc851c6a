import { Logger } from '@nestjs/common';
import twilio from 'twilio';
import { variableName } from '#config';
import { HttpClient, withSendPermission, type MaySend } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import { unreadableAnswer } from '../outcome.js';
import type {
  Channel,
  DeliveryReport,
  Lookup,
  Media,
  MessageProvider,
  OutboundMessage,
  PricePage,
  Receipt,
  SentMessage,
  WebhookRequest,
} from '../message-provider.js';
import { ProviderError, RetryableError, UnknownOutcomeError } from '../provider-errors.js';
import { ProviderHttp, type ProviderHttpOptions } from '../provider-http.js';
import { newMessage } from './new-message.js';
import { twilioFields } from './twilio-fields.js';
import { faultOf } from './twilio-form.js';
import { type TwilioAnswer, TwilioHttpClient } from './twilio-http-client.js';
import { findMessages } from './twilio-lookup.js';
import { type Credentials, readMedia } from './twilio-media.js';
import { isService } from './twilio-service.js';
import { isSignedByTwilio, TWILIO_WEBHOOK_BOUNDS } from './twilio-signature.js';
import { findPrices } from './twilio-prices.js';
import { findStatuses } from './twilio-statuses.js';
import { isInbound, readInbound } from './twilio-inbound.js';
import { readStatusCallback } from './twilio-status-callback.js';

export interface TwilioOptions extends ProviderHttpOptions {
  /** Of the account. Default `twilio`. */
  name?: string;
  accountSid: string;
  /** Several, separated by commas, while it is being changed: the first sends, each verifies callbacks. */
  authToken: string;
  /** Of an API key, which sends in place of the auth token. */
  apiKeySid?: string;
  apiKeySecret?: string;
  /** Empty: the real service. */
  baseUrl: string;
  /** Where Twilio reaches our api. */
  publicUrl: string;
  /** How the operator writes a setting of the account. Default: as the variables of the default account. */
  settingName?: SettingName;
}

/**
 * What a callback's address says to Twilio, who calls once unless told so: try up to four times more, whatever went wrong.
 * It is neither called nor signed. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const TRY_AGAIN = '#rc=4&rp=all';

/** Nothing is answered to the person who wrote. */
const EMPTY_TWIML = { contentType: 'application/xml', body: '<Response></Response>' };

const API = 'https://api.twilio.com';

/** A sid as Twilio writes it, with room for services that only speak its API. */
const SID = /^[\w-]{1,64}$/;

/** SMS and MMS over Twilio's Messages resource. */
export class TwilioProvider implements MessageProvider {
  readonly name: string;
  readonly channels: readonly Channel[] = ['sms', 'mms'];
  readonly hasMessagingServices = true;
  readonly webhookBounds = TWILIO_WEBHOOK_BOUNDS;
  readonly webhookAnswer = EMPTY_TWIML;
  readonly address: URL;
  private readonly messagesUri: string;
  private readonly logger = new Logger(TwilioProvider.name);
  private readonly client: twilio.Twilio;
  private readonly authTokens: string[];
  private readonly credentials: Credentials;
  /** Connections of their own: whoever reads a file slowly keeps no message waiting. */
  private readonly mediaHttp: HttpClient;

  constructor(private readonly options: TwilioOptions) {
    const { accountSid, authToken, apiKeySid = '', apiKeySecret = '', baseUrl } = options;
    this.name = options.name ?? 'twilio';
    this.authTokens = authToken.split(',');
    this.credentials =
      apiKeySid === ''
        ? { username: accountSid, password: this.authTokens[0] as string }
        : { username: apiKeySid, password: apiKeySecret };
    this.address = new URL(baseUrl || API);
    this.messagesUri = `${API}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
    const httpClient = new TwilioHttpClient(new ProviderHttp(options), {
      baseUrl,
      provider: this.name,
      settingName: options.settingName ?? ((property) => `TWILIO_${variableName(property)}`),
    });
    this.mediaHttp = new HttpClient({ callAgain: true, ...(options.ca !== undefined && { ca: options.ca }) });
    const { username, password } = this.credentials;
    this.client = twilio(username, password, { accountSid, httpClient, autoRetry: false });
  }

  send(message: OutboundMessage, maySend?: MaySend): Promise<Receipt> {
    return withSendPermission(maySend, () => this.create(message));
  }

  async lookup(message: OutboundMessage, since: Date): Promise<Lookup> {
    try {
      return await findMessages(this.client, message, since);
    } catch (error) {
      throw this.notAnswered(error);
    }
  }

  async *statuses(messages: SentMessage[]): AsyncGenerator<DeliveryReport[]> {
    try {
      yield* findStatuses(this.client, messages);
    } catch (error) {
      throw this.notAnswered(error);
    }
  }

  async *prices(from: Date, to: Date): AsyncGenerator<PricePage> {
    try {
      yield* findPrices(this.client, from, to);
    } catch (error) {
      throw this.notAnswered(error);
    }
  }

  verifyWebhook(request: WebhookRequest): boolean {
    if (!this.authTokens.some((token) => isSignedByTwilio(token, request))) return false;
    const fault = faultOf(request, this.options.accountSid);
    if (fault !== null)
      this.logger.warn({
        msg: 'refused a callback whose signature is valid but whose form Twilio cannot have sent',
        fault,
      });
    return fault === null;
  }

  parseWebhook(request: WebhookRequest): DeliveryReport[] {
    const fields = twilioFields(request);
    return [
      isInbound(fields)
        ? readInbound(fields, this.options.accountSid)
        : readStatusCallback(fields, request.url),
    ];
  }

  media(url: string): Promise<Media | null> {
    const { accountSid, baseUrl, timeoutMs } = this.options;
    const access = { accountSid, credentials: this.credentials, baseUrl, timeoutMs, provider: this.name };
    return readMedia(url, access, this.mediaHttp);
  }

  /**
   * The SDK's request for a message, without the object it makes of the answer: reading the dates in it, and the way to it
   * through three layers, took as long as the rest of the call.
   */
  private async create(message: OutboundMessage): Promise<Receipt> {
    try {
      const { body: created, statusCode } = (await this.client.request({
        method: 'post',
        uri: this.messagesUri,
        data: newMessage(message, this.callbackUrl(message.id)),
      })) as TwilioAnswer;
      const sid: unknown = created.sid;
      if (typeof sid !== 'string' || !SID.test(sid)) throw unreadableAnswer(this.name, statusCode);
      const sentFrom = isService(message.from) ? textOf(created.from) : null;
      return { providerMessageId: sid, httpStatus: statusCode, ...(sentFrom && { sentFrom }) };
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      // The SDK stumbled over an answer it had already been given.
      const fault = {
        provider: this.name,
        code: 'unreadable_answer',
        message: 'the SDK could not read the answer',
        httpStatus: null,
      };
      throw new UnknownOutcomeError(fault, { cause: error });
    }
  }

  /** A question changes nothing: whatever became of it, it may be asked again. */
  private notAnswered(error: unknown): RetryableError {
    if (error instanceof RetryableError) return error;
    const { code, httpStatus } =
      error instanceof ProviderError ? error : { code: 'unreadable_answer', httpStatus: null };
    const message = error instanceof ProviderError ? error.message : 'the SDK could not read the list';
    return new RetryableError({ provider: this.name, code, message, httpStatus }, null, { cause: error });
  }

  private callbackUrl(messageId: string): string {
    const origin = this.options.publicUrl.replace(/\/+$/, '');
    return `${origin}/api/v1/webhooks/${this.name}?message_id=${messageId}${TRY_AGAIN}`;
  }
}

/** What an answer has there, or null. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
