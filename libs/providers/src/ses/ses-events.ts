import { readMailbox } from '../addresses/mailbox.js';
import { isObject, jsonObject } from '../json-object.js';
import type { Consent, DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { recipientTag } from './ses-mail.js';
import type { SnsMessage } from './sns-message.js';

type Fields = Record<string, unknown>;

/** Where an event has what is its own, and whom it names there. Any new one is only noted. */
const PARTS: Record<string, { part: string; recipients?: string; kind?: ReportKind }> = {
  Send: { part: 'send', kind: 'sent' },
  Delivery: { part: 'delivery', recipients: 'recipients', kind: 'delivered' },
  Bounce: { part: 'bounce', recipients: 'bouncedRecipients', kind: 'failed' },
  Complaint: { part: 'complaint', recipients: 'complainedRecipients' },
  DeliveryDelay: { part: 'deliveryDelay', recipients: 'delayedRecipients' },
  Reject: { part: 'reject', kind: 'failed' },
  'Rendering Failure': { part: 'failure', kind: 'failed' },
  Open: { part: 'open' },
  Click: { part: 'click' },
};
/** SES has not tried: the address is on the account's list of those that bounced or complained. */
const SUPPRESSED = new Set(['Suppressed', 'OnAccountSuppressionList']);
/** A mail has 50 recipients at most. */
const MAX_RECIPIENTS = 100;
/** What SES publishes once, when a topic is made a destination of its events. */
const TRIAL = /^Successfully validated SNS topic\b/;
const MAX_LENGTH = 1_000;

/**
 * The events of a verified notification, one for each recipient it names: of SES's event publishing, and of the older
 * notifications of an identity, which lack tags and say `notificationType`.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * @throws WebhookFormatError when it is no event of a mail.
 */
export function readSesEvents({ type, messageId, message }: SnsMessage): DeliveryReport[] {
  if (type !== 'Notification' || TRIAL.test(message)) return [];
  const event = jsonObject(message);
  const name = textOf(event?.eventType) ?? textOf(event?.notificationType);
  if (!event || name === null) throw new WebhookFormatError('the message is no event of SES');
  const mail = fieldsOf(event.mail);
  const sesId = textOf(mail.messageId);
  if (sesId === null) throw new WebhookFormatError('mail.messageId is missing');

  const { part = '', recipients = '' } = Object.hasOwn(PARTS, name) ? (PARTS[name] ?? {}) : {};
  const detail = fieldsOf(event[part]);
  const named = Array.isArray(detail[recipients]) ? detail[recipients].slice(0, MAX_RECIPIENTS) : [];
  const told = named.length > 0 ? named.map(recipientOf) : [{}];
  return told.map((recipient, index): DeliveryReport => {
    const consent = consentOf(name, detail, recipient);
    return {
      eventId: `${messageId}:${index}`,
      kind: isOfCopy(mail, recipient) ? 'noted' : kindOf(name, detail, recipient),
      providerStatus: name,
      providerMessageId: sesId,
      messageId: ourMessageId(tagOf(mail, 'message_id')),
      ...wordsOf(detail, recipient),
      occurredAt: timeOf(detail.timestamp) ?? timeOf(mail.timestamp),
      payload: event,
      ...(consent && { consent }),
    };
  });
}

function kindOf(name: string, detail: Fields, recipient: Fields): ReportKind {
  const kind = (Object.hasOwn(PARTS, name) && PARTS[name]?.kind) || 'noted';
  if (name === 'Complaint' && SUPPRESSED.has(textOf(detail.complaintSubType) ?? '')) return 'failed';
  return name === 'Bounce' && isAutomaticAnswer(detail, recipient) ? 'noted' : kind;
}

/** "Out of office" comes as a bounce too, but without what a mail server says of a mail that it has not taken. */
function isAutomaticAnswer({ bounceType }: Fields, { status, diagnosticCode }: Fields): boolean {
  return bounceType === 'Transient' && textOf(status) === null && textOf(diagnosticCode) === null;
}

function consentOf(name: string, detail: Fields, recipient: Fields): Consent | undefined {
  const given = textOf(recipient.emailAddress);
  if (given === null) return undefined;
  const about = { channel: 'email', address: readMailbox(given)?.address ?? given, sender: '' } as const;
  if (name === 'Bounce' && detail.bounceType === 'Permanent')
    return { ...about, change: 'suppress', reason: 'bounce' };
  if (name === 'Complaint' && detail.complaintFeedbackType !== 'not-spam')
    return { ...about, change: 'suppress', reason: 'complaint' };
  return undefined;
}

/** The mail server's status, unless SES itself has decided. */
function wordsOf(detail: Fields, recipient: Fields): { code: string | null; reason: string | null } {
  const subtype = textOf(detail.bounceSubType) ?? textOf(detail.complaintSubType);
  const isOwn = subtype !== null && SUPPRESSED.has(subtype);
  const kind = textOf(detail.delayType) ?? textOf(detail.complaintFeedbackType);
  return {
    code: (isOwn ? null : textOf(recipient.status)) ?? subtype ?? kind,
    reason:
      textOf(recipient.diagnosticCode) ??
      textOf(detail.reason) ??
      textOf(detail.errorMessage) ??
      textOf(detail.smtpResponse),
  };
}

function isOfCopy(mail: Fields, { emailAddress }: Fields): boolean {
  const [main, own] = [tagOf(mail, 'main_recipient'), textOf(emailAddress)];
  return main !== null && own !== null && recipientTag(own) !== main;
}

function tagOf({ tags }: Fields, name: string): string | null {
  const values = fieldsOf(tags)[name];
  return textOf(Array.isArray(values) ? values[0] : values);
}

/** Deliveries name addresses alone. */
function recipientOf(recipient: unknown): Fields {
  return typeof recipient === 'string' ? { emailAddress: recipient } : fieldsOf(recipient);
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text.slice(0, MAX_LENGTH);
}

function timeOf(value: unknown): Date | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return time > 0 && time < Date.UTC(9999, 11) ? new Date(time) : null;
}
