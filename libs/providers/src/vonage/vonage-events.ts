import { jsonObject } from '../json-object.js';
import type { DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { readVonageInbound } from './vonage-inbound.js';
import { OPTED_OUT, vonageCode } from './vonage-code.js';
import { fromVonage } from './vonage-number.js';
import { textOf, timeOf } from './vonage-fields.js';

/** Statuses that move a message; `read` and any new one are only noted. */
const KINDS: Record<string, ReportKind> = {
  submitted: 'sent',
  delivered: 'delivered',
  rejected: 'failed',
  undeliverable: 'failed',
};
const NAME = /^[\w-]{1,64}$/;

/**
 * The event of a callback in the format v1 (Messages API, "Message Status" and "Inbound Message"): a status has `status`, a text
 * of a person has none.
 * @throws WebhookFormatError when it names no message, or not who wrote to whom.
 */
export function readVonageEvent(rawBody: Buffer): DeliveryReport {
  const event = jsonObject(rawBody.toString('utf8'));
  if (!event) throw new WebhookFormatError('the body is not a JSON object');
  const uuid = textOf(event.message_uuid) ?? '';
  if (!NAME.test(uuid)) throw new WebhookFormatError('message_uuid is missing');
  return event.status === undefined ? readVonageInbound(uuid, event) : statusOf(uuid, event);
}

/** Our id is the `client_ref` that we gave it. */
function statusOf(uuid: string, event: Record<string, unknown>): DeliveryReport {
  const status = textOf(event.status) ?? '';
  if (!NAME.test(status)) throw new WebhookFormatError('status is no status');
  const { code, reason } = errorOf(event.error);
  const [to, from, channel] = [textOf(event.to), textOf(event.from), textOf(event.channel) ?? 'sms'];
  return {
    eventId: `${uuid}:${status}`,
    kind: Object.hasOwn(KINDS, status) ? (KINDS[status] as ReportKind) : 'noted',
    providerStatus: status,
    providerMessageId: uuid,
    messageId: ourMessageId(event.client_ref),
    code,
    reason,
    occurredAt: timeOf(event.timestamp),
    payload: event,
    ...(code === OPTED_OUT &&
      to &&
      from && {
        consent: {
          change: 'suppress',
          channel: 'sms',
          address: fromVonage(to, channel),
          sender: fromVonage(from, channel),
          reason: 'stop',
        },
      }),
  };
}

/** `title` is the code, as text or as a number; the fragment of `type` too. */
function errorOf(error: unknown): { code: string | null; reason: string | null } {
  const { type, title, detail } = (error ?? {}) as Record<string, unknown>;
  const words = textOf(title);
  const named = /^\d{1,6}$/.exec(words ?? '')?.[0] ?? null;
  return { code: named ?? vonageCode(type), reason: textOf(detail) ?? (named ? null : words) };
}
