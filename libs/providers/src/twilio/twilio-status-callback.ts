import type { DeliveryReport } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { statusReport } from './twilio-status-report.js';

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

  return statusReport({
    sid,
    status,
    code: fields.get('ErrorCode') || null,
    words: fields.get('ErrorMessage') || null,
    to: fields.get('To'),
    from: fields.get('From'),
    messageId: ourMessageId(queryOf(url).get('message_id')),
    occurredAt: null,
    payload: Object.fromEntries(fields),
  });
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}
