import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Behaviour } from '../behaviour/behaviour.js';
import { type CallbackResult, CallbackQueue } from '../callbacks/callback-queue.js';
import { recordCallback, recordTry } from '../callbacks/callback-record.js';
import { twilioRetries } from '../callbacks/retry-policy.js';
import { Inbox } from '../inbox/inbox.js';
import type { TwilioMessage } from '../inbox/inbox-message.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { API_VERSION } from '../twilio/message-resource.js';
import { signedForm } from '../twilio/signed-form.js';
import type { InboundDto } from './inbound.dto.js';

/** How a text was taken. */
export interface InboundResult {
  message_sid: string;
  /** Null: no answer. */
  http_status: number | null;
  error: string | null;
  /** When the answer was there. */
  answered_at: string;
}

/** Texts that people write to the account's numbers. */
@Injectable()
export class InboundTexts {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly behaviour: Behaviour,
    private readonly inbox: Inbox,
    private readonly queue: CallbackQueue,
  ) {}

  /** Posts a text to the api, as often as callbacks are; answers how the first try ended. `origin`: of this sandbox. */
  async write(text: InboundDto, origin: string): Promise<InboundResult> {
    const address = this.settings.inboundTextsUrl;
    const url = address.replace(/#.*$/, '');
    const sid = `${text.num_media ? 'MM' : 'SM'}${randomUUID().replaceAll('-', '')}`;
    const params = inboundParams(this.settings.twilioAccountSid, sid, text, origin);
    const form = signedForm(this.settings.twilioAuthToken, url, params);
    const message = written(text, sid, params);
    this.inbox.add(message);
    let first: CallbackResult | null = null;
    const copies = Array.from({ length: this.behaviour.current().callbackCopies }, () => {
      const record = recordCallback(message, 'received', url);
      return this.queue.deliver({
        url,
        retry: twilioRetries(address),
        compose: () => form,
        tried: (result) => {
          first ??= result;
          recordTry(record, result);
          message.updatedAt = new Date();
        },
      });
    });
    await Promise.all(copies);
    const { httpStatus, error } = (first ?? { httpStatus: null, error: 'not sent' }) as CallbackResult;
    return { message_sid: sid, http_status: httpStatus, error, answered_at: new Date().toISOString() };
  }
}

/** What the inbox shows of it. */
function written(
  { from, to, body = '' }: InboundDto,
  sid: string,
  params: Record<string, string>,
): TwilioMessage {
  const mediaUrls = Object.keys(params).flatMap((name) =>
    /^MediaUrl/.test(name) ? [params[name] ?? ''] : [],
  );
  const now = new Date();
  return {
    ...{ id: sid, messageId: null, provider: 'twilio', direction: 'inbound', from, to, body, mediaUrls },
    channel: mediaUrls.length > 0 ? 'mms' : 'sms',
    ...{ messagingServiceSid: null, statusCallback: null, validityPeriod: null, errorCode: null },
    ...{ status: 'received', createdAt: now, updatedAt: now, sentAt: null, callbacks: [] },
  };
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
function inboundParams(
  accountSid: string,
  sid: string,
  { from, to, body = '', num_media = 0, opt_out_type }: InboundDto,
  origin: string,
): Record<string, string> {
  const files = `${origin}/${API_VERSION}/Accounts/${accountSid}/Messages/${sid}/Media`;
  const media = Array.from({ length: num_media }, (_, index) => [
    [`MediaUrl${index}`, `${files}/ME${randomUUID().replaceAll('-', '')}`],
    [`MediaContentType${index}`, 'image/png'],
  ]);
  return {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    Body: body,
    From: from,
    MessageSid: sid,
    NumMedia: String(num_media),
    NumSegments: '1',
    ...(opt_out_type && { OptOutType: opt_out_type }),
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: to,
    ...(Object.fromEntries(media.flat()) as Record<string, string>),
  };
}
