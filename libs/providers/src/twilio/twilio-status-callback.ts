import type { DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { OPTED_OUT } from './twilio-http-client.js';

/** Statuses that move a message; `accepted`, `queued`, `sending`, `read` and any new one are only noted. */
const KINDS: Record<string, ReportKind> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
};

/** Twilio's words for the delivery errors, which most callbacks give by number only (Error and Warning Dictionary). */
const REASONS: Record<string, string> = {
  '30001': 'Queue overflow',
  '30002': 'Account suspended',
  '30003': 'Unreachable destination handset',
  '30004': 'Message blocked',
  '30005': 'Unknown destination handset',
  '30006': 'Landline or unreachable carrier',
  '30007': 'Message filtered',
  '30008': 'Unknown error',
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
    reason: fields.get('ErrorMessage') || (code && (REASONS[code] ?? null)),
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
