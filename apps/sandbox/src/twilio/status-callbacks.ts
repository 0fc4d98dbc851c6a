import { Injectable } from '@nestjs/common';
import { Behaviour } from '../behaviour/behaviour.js';
import { CallbackQueue } from '../callbacks/callback-queue.js';
import { recordCallback, recordTry } from '../callbacks/callback-record.js';
import { twilioRetries } from '../callbacks/retry-policy.js';
import type { TwilioMessage } from '../inbox/inbox-message.js';
import type { TwilioReport } from '../outcomes/outcome.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { API_VERSION } from './message-resource.js';
import { signedForm } from './signed-form.js';

/** Moves messages along after they were taken, and tells the address that each message named. */
@Injectable()
export class StatusCallbacks {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly behaviour: Behaviour,
    private readonly queue: CallbackQueue,
  ) {}

  /**
   * Goes through the reports in order; the next one waits until the one before was tried once. Where callbacks are to be
   * shuffled, all are told at the end.
   */
  async follow(message: TwilioMessage, reports: readonly TwilioReport[], errorCode?: number): Promise<void> {
    const waiting: (() => Promise<void>)[] = [];
    const { callbackShuffle } = this.behaviour.current();
    for (const report of reports) {
      await this.behaviour.beforeCallback();
      const now = new Date();
      const isBad = report === 'failed' || report === 'undelivered';
      message.status = report;
      message.sentAt ??= now;
      message.updatedAt = now;
      message.errorCode = isBad ? (errorCode ?? null) : null;
      if (message.statusCallback === null || this.behaviour.losesCallback()) continue;
      const tell = this.telling(message, message.statusCallback);
      if (callbackShuffle) waiting.push(tell);
      else await tell();
    }
    for (const tell of this.behaviour.inDeliveryOrder(waiting)) await tell();
  }

  /** The callback of the message as it is now, to be told when its turn comes. */
  private telling(message: TwilioMessage, address: string): () => Promise<void> {
    // The fragment says how to try; it is neither requested nor signed.
    const retry = twilioRetries(address);
    const url = address.replace(/#.*$/, '');
    const params = statusParams(this.settings.twilioAccountSid, message);
    const { status } = message;
    const form = signedForm(this.settings.twilioAuthToken, url, params);
    return async () => {
      const copies = Array.from({ length: this.behaviour.current().callbackCopies }, () => {
        const record = recordCallback(message, status, url);
        return this.queue.deliver({
          url,
          retry,
          compose: () => form,
          tried: (result) => recordTry(record, result),
        });
      });
      await Promise.all(copies);
    };
  }
}

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
function statusParams(accountSid: string, message: TwilioMessage): Record<string, string> {
  return {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    ...(message.errorCode !== null && { ErrorCode: String(message.errorCode) }),
    From: message.from,
    MessageSid: message.id,
    MessageStatus: message.status,
    ...(message.messagingServiceSid !== null && { MessagingServiceSid: message.messagingServiceSid }),
    ...(message.status.endsWith('delivered') && { RawDlrDoneDate: minuteOf(message.updatedAt) }),
    SmsSid: message.id,
    SmsStatus: message.status,
    To: message.to,
  };
}

/** YYMMDDhhmm, as carriers write it. */
function minuteOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(2, 12);
}
