import { createHash } from 'node:crypto';
import { isObject } from '../http/json-object.js';
import type { Consent, DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';

/** SendGrid sends far fewer at once; more is not SendGrid. */
const MAX_EVENTS = 10_000;
const LATEST_SECOND = 8_640_000_000_000;

/** Events that move a message; `deferred`, `open`, `click`, `spamreport`, unsubscribes and any new one are only noted. */
const KINDS: Record<string, ReportKind> = {
  processed: 'sent',
  delivered: 'delivered',
  bounce: 'failed',
  dropped: 'failed',
};

/** What an event says of its recipient's will. `blocked` bounces are soft: the address is good. */
function consentOf(name: string, event: Record<string, unknown>): Consent | undefined {
  const address = textOf(event.email);
  if (address === null) return undefined;
  const about = { channel: 'email' as const, address, sender: '' };
  switch (name) {
    case 'bounce':
      return event.type === 'blocked' ? undefined : { ...about, change: 'suppress', reason: 'bounce' };
    case 'spamreport':
      return { ...about, change: 'suppress', reason: 'complaint' };
    case 'unsubscribe':
    case 'group_unsubscribe':
      return { ...about, change: 'suppress', reason: 'unsubscribe' };
    case 'group_resubscribe':
      return { ...about, change: 'lift', reason: 'unsubscribe' };
    default:
      return undefined;
  }
}

/**
 * The events of one callback (SendGrid, "Event Webhook reference").
 * @throws WebhookFormatError when the body is not an array of objects.
 */
export function readEvents(rawBody: Buffer): DeliveryReport[] {
  let events: unknown;
  try {
    events = JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new WebhookFormatError('the body is not JSON');
  }
  if (!Array.isArray(events)) throw new WebhookFormatError('the body is not an array of events');
  if (events.length > MAX_EVENTS)
    throw new WebhookFormatError(`more than ${MAX_EVENTS} events in one callback`);
  return events.map((event: unknown, index) => {
    if (!isObject(event)) throw new WebhookFormatError(`event ${index} is not an object`);
    return reportOf(event);
  });
}

function reportOf(event: Record<string, unknown>): DeliveryReport {
  const name = textOf(event.event) ?? 'unknown';
  const consent = consentOf(name, event);
  return {
    // Events without an id exist (SendGrid: "where sg_event_id is present"); equal content is then the same event.
    eventId: textOf(event.sg_event_id) ?? createHash('sha256').update(JSON.stringify(event)).digest('hex'),
    kind: Object.hasOwn(KINDS, name) && !isOfCopy(event) ? (KINDS[name] as ReportKind) : 'noted',
    providerStatus: name,
    // `sg_message_id` is the X-Message-Id of our request, a dot, and the server's and recipient's parts.
    providerMessageId: textOf(event.sg_message_id)?.split('.', 1)[0] || null,
    messageId: ourMessageId(event.message_id),
    code: textOf(event.status) ?? textOf(event.type),
    reason: textOf(event.reason) ?? textOf(event.response),
    occurredAt: timeOf(event.timestamp),
    payload: event,
    ...(consent && { consent }),
  };
}

/** What becomes of a copy is worth keeping, but it is not what became of the message. */
function isOfCopy({ main_recipient, email }: Record<string, unknown>): boolean {
  const [main, own] = [textOf(main_recipient), textOf(email)];
  return main !== null && own !== null && main.toLowerCase() !== own.toLowerCase();
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 1_000) : null;
}

function timeOf(seconds: unknown): Date | null {
  const inRange = typeof seconds === 'number' && seconds > 0 && seconds < LATEST_SECOND;
  return inRange ? new Date(seconds * 1_000) : null;
}
