import { Injectable } from '@nestjs/common';
import { CallbackSender, type MessageCallback } from '../callbacks/callback-sender.js';
import { twilioRetries } from '../callbacks/retry-policy.js';
import type { TwilioReport } from '../outcomes/outcome.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { API_VERSION } from './message-resource.js';
import { signedForm } from './signed-form.js';
import type { TwilioMessage } from './twilio-message.js';

/** Moves messages along after they were taken, and tells the address that each message named. */
@Injectable()
export class StatusCallbacks {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly sender: CallbackSender,
  ) {}

  follow(message: TwilioMessage, reports: readonly TwilioReport[], errorCode?: number): Promise<void> {
    return this.sender.follow(message, reports, (report) => {
      const isBad = report === 'failed' || report === 'undelivered';
      message.sentAt ??= message.updatedAt;
      message.errorCode = isBad ? (errorCode ?? null) : null;
      return message.statusCallback === null ? null : this.callback(message, message.statusCallback);
    });
  }

  private callback(message: TwilioMessage, address: string): MessageCallback {
    // The fragment says how to try; it is neither requested nor signed.
    const url = address.replace(/#.*$/, '');
    const params = statusParams(this.settings.twilioAccountSid, message);
    const { headers, body } = signedForm(this.settings.twilioAuthToken, url, params);
    return { status: message.status, url, body, retry: twilioRetries(address), headers: () => headers };
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
