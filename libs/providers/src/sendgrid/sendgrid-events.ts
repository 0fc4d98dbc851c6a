import { createHash } from 'node:crypto';
import { readMailbox } from '../addresses/mailbox.js';
import { isObject, parseJson } from '../json-object.js';
import { ourMail } from '../mail-references.js';
import type { Consent, DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';

/** SendGrid sends far fewer at once; more is not SendGrid. */
const MAX_EVENTS = 10_000;
/** The end of the year 9999, in milliseconds: beyond it times are written otherwise. */
const MAX_TIME_MS = 253_402_300_800_000;
/** No event is of the years after 5138: that is a time in milliseconds. */
const MAX_TIME_SECONDS = 100_000_000_000;

/** Events that move a message; `deferred`, `open`, `click`, `spamreport`, unsubscribes and any new one are only noted. */
const KINDS: Record<string, ReportKind> = {
  processed: 'sent',
  delivered: 'delivered',
  bounce: 'failed',
  dropped: 'failed',
};

const UNREADABLE = 'unreadable';

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
 * The events of one callback (SendGrid, "Event Webhook reference"). One that cannot be read is kept as it is, and noted: it takes
 * none of the others with it.
 * @throws WebhookFormatError when the body is not an array of events.
 */
export function readEvents(rawBody: Buffer): DeliveryReport[] {
  let events: unknown;
  try {
    events = parseJson(rawBody.toString('utf8'));
  } catch (error) {
    throw new WebhookFormatError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(events)) throw new WebhookFormatError('the body is not an array of events');
  if (events.length > MAX_EVENTS)
    throw new WebhookFormatError(`more than ${MAX_EVENTS} events in one callback`);
  if (events.length > 0 && !events.some(isObject)) throw new WebhookFormatError('no event is an object');
  return events.map((event: unknown) =>
    reportOf(isObject(event) ? event : { event: UNREADABLE, [UNREADABLE]: event }),
  );
}

function reportOf(event: Record<string, unknown>): DeliveryReport {
  const name = textOf(event.event) ?? 'unknown';
  const kind = name.toLowerCase();
  const consent = consentOf(kind, event);
  return {
    // Events without an id exist (SendGrid: "where sg_event_id is present"); equal content is then the same event.
    eventId: textOf(event.sg_event_id) ?? createHash('sha256').update(JSON.stringify(event)).digest('hex'),
    kind: Object.hasOwn(KINDS, kind) && !isOfCopy(event) ? (KINDS[kind] as ReportKind) : 'noted',
    providerStatus: Object.hasOwn(KINDS, kind) ? kind : name,
    // `sg_message_id` is the X-Message-Id of our request, a dot, and the server's and recipient's parts.
    providerMessageId: textOf(event.sg_message_id)?.split('.', 1)[0] || null,
    // Both are of our making: the custom argument, and the Message-ID.
    messageId: ourMessageId(textOf(event.message_id)) ?? ourMail(textOf(event['smtp-id']) ?? ''),
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
  return main !== null && own !== null && plain(main) !== plain(own);
}

/** An address as it is known, however it is written. */
function plain(email: string): string {
  return (readMailbox(email)?.address ?? email).toLowerCase();
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text.slice(0, 1_000);
}

/** SendGrid writes seconds since 1970; what passes events on may write milliseconds, either as text, or ISO 8601. */
function timeOf(value: unknown): Date | null {
  const text = textOf(value);
  const number = typeof value === 'number' ? value : Number(text ?? NaN);
  const inSeconds = number < MAX_TIME_SECONDS;
  const time = Number.isNaN(number) ? Date.parse(text ?? '') : inSeconds ? number * 1_000 : number;
  return time > 0 && time < MAX_TIME_MS ? new Date(time) : null;
}
