import type { DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { twilioWords } from './twilio-words.js';
import { OPTED_OUT } from './twilio-http-client.js';

/** Statuses that move a message; `accepted`, `queued`, `sending`, `read` and any new one are only noted. */
const KINDS: Record<string, ReportKind> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
};

/** A name as Twilio writes it: a sid, a status. */
export const NAME = /^[\w-]{1,64}$/;

/**
 * A status callback (Message resource, "Twilio's request to the StatusCallback URL"): one event. Our message id is in the
 * query of the URL we gave. Twilio does not say when the status changed.
 * @throws WebhookFormatError when it names no message or no status.
 */
export function readStatusCallback(fields: Map<string, string>, url: string): DeliveryReport {
  const sid = fields.get('MessageSid') ?? fields.get('SmsSid') ?? '';
  const status = fields.get('MessageStatus') ?? fields.get('SmsStatus') ?? '';
  if (!NAME.test(sid)) throw new WebhookFormatError('MessageSid is missing');
  if (!NAME.test(status)) throw new WebhookFormatError('MessageStatus is missing');

  const code = fields.get('ErrorCode') || null;
  const [address, sender] = [fields.get('To'), fields.get('From')];
  return {
    eventId: `${sid}:${status}`,
    kind: Object.hasOwn(KINDS, status) ? (KINDS[status] as ReportKind) : 'noted',
    providerStatus: status,
    providerMessageId: sid,
    messageId: ourMessageId(queryOf(url).get('message_id')),
    code,
    reason: fields.get('ErrorMessage') || (code && twilioWords(code)),
    occurredAt: null,
    payload: Object.fromEntries(fields),
    ...(code === OPTED_OUT &&
      address &&
      sender && { consent: { change: 'suppress', channel: 'sms', address, sender, reason: 'stop' } }),
  };
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}
