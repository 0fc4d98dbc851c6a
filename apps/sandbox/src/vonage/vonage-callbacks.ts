import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CallbackResult } from '../callbacks/callback-queue.js';
import { CallbackSender, type MessageCallback } from '../callbacks/callback-sender.js';
import { UNTIL_TAKEN } from '../callbacks/retry-policy.js';
import type { VonageReport } from '../outcomes/outcome.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { callbackToken } from './vonage-jwt.js';
import type { VonageMessage } from './vonage-message.js';
import { DELIVERY_ERRORS } from './vonage-problem.js';

/** What Vonage posts, each with a JWT of its own. */
@Injectable()
export class VonageCallbacks {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly sender: CallbackSender,
  ) {}

  follow(message: VonageMessage, reports: readonly VonageReport[], errorCode?: string): Promise<void> {
    return this.sender.follow(message, reports, (report) => {
      const isBad = report === 'rejected' || report === 'undeliverable';
      message.errorCode = isBad ? (errorCode ?? null) : null;
      return message.statusUrl === null ? null : this.signed(message, message.statusUrl, statusOf(message));
    });
  }

  /** A text to one of the account's numbers. */
  received(message: VonageMessage, url: string): Promise<CallbackResult> {
    return this.sender.tell(message, this.signed(message, url, inboundOf(message)));
  }

  private signed({ status }: VonageMessage, url: string, event: object): MessageCallback {
    const body = JSON.stringify(event);
    const [secret = ''] = this.settings.vonageSignatureSecret.split(',');
    const headers = () => ({
      'Content-Type': 'application/json',
      'User-Agent': 'Vonage',
      Authorization: callbackToken(body, secret, this.settings.vonageApplicationId),
    });
    return { status, url, body, retry: UNTIL_TAKEN, headers };
  }
}

const bare = (party: string) => party.replace(/^\+/, '');

/** https://developer.vonage.com/en/api/messages#message-status */
function statusOf({ id, from, to, channel, status, clientRef, errorCode, updatedAt }: VonageMessage): object {
  const code = errorCode ?? '';
  const error = {
    type: `https://developer.vonage.com/api-errors/messages#${code}`,
    title: code,
    detail: DELIVERY_ERRORS[code] ?? 'Error',
    instance: randomUUID(),
  };
  return {
    ...{
      message_uuid: id,
      to: bare(to),
      from: bare(from),
      timestamp: updatedAt.toISOString(),
      status,
      channel,
    },
    ...(clientRef !== null && { client_ref: clientRef }),
    ...(code !== '' && { error }),
    destination: { network_code: '12345' },
    usage: { currency: 'EUR', price: '0.0333' },
  };
}

/** https://developer.vonage.com/en/api/messages#inbound-message */
function inboundOf({ id, from, to, channel, body, attachments, createdAt }: VonageMessage): object {
  const [url] = attachments;
  const content =
    url === undefined
      ? { message_type: 'text', text: body }
      : { message_type: 'image', image: { url, caption: body } };
  const more = attachments.map((each) => ({ type: 'image', url: each }));
  return {
    ...{ channel, message_uuid: id, to: bare(to), from: bare(from), timestamp: createdAt.toISOString() },
    ...content,
    ...(more.length > 1 && { content: more }),
    ...(channel === 'sms' && { sms: { num_messages: '1', keyword: body.split(/\s/, 1)[0]?.toUpperCase() } }),
  };
}
