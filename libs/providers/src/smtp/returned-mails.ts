import { createHash } from 'node:crypto';
import { mailHeader } from '../mail-references.js';
import type { Consent, DeliveryReport, MailToUs, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import type { ReturnedMail, ReturnPaths } from './return-paths.js';
import { type StatusFields, statusFields, typedValue } from './status-fields.js';

const DELIVERY_STATUS = 'message/delivery-status';
const FEEDBACK = 'message/feedback-report';
/** The mail that a report is about, or its headers. */
const ORIGINAL = new Set([
  'message/rfc822',
  'text/rfc822-headers',
  'message/global',
  'message/rfc822-headers',
]);
/** A report of a server's own making is short: the code stands near its begin. */
const MAX_TEXT = 20_000;
const ENHANCED = /\b[45]\.\d{1,3}\.\d{1,3}\b/;
const REPLY = /\b[45]\d\d(?=[ -])/;
const DAEMON = /^(mailer-daemon|postmaster)@/i;
/** There is no such mailbox, or no such domain: nothing will ever arrive there (RFC 3463, 3.2 and 3.3). */
const NO_MAILBOX = /^5\.(1\.(0|1|2|3|6|10)|2\.1|4\.4)$/;

/** What is told of one recipient. */
interface Fact {
  kind: ReportKind;
  status: string;
  code: string | null;
  reason: string | null;
  /** As the report names it; null where it does not. */
  recipient: string | null;
  consent: Consent['reason'] | null;
  at: Date | null;
  fields: Record<string, string>;
}

/**
 * What a mail to us tells of mails of ours. Believed is only what shows that it was sent such a mail: the return path with its HMAC or,
 * where there are no return paths (`paths` null), the Message-ID in the report. Nobody is suppressed whose address such an HMAC does
 * not hold: whatever a report says, it stops no mail to others. Null: no report; empty: one that is not to be believed.
 */
export function returnedMails(mail: MailToUs, paths: ReturnPaths | null): DeliveryReport[] | null {
  const facts = factsOf(mail);
  const isToReturnPath = paths !== null && mail.recipients.some((address) => paths.isOurs(address));
  if (facts === null) return isToReturnPath ? [] : null;
  const about = subjectOf(mail, paths);
  if (about === null) return isToReturnPath || facts.length === 0 ? [] : null;
  return facts.map((fact) => reportOf(fact, about));
}

/** Null: it is no report. */
function factsOf({ headers, sender, text, files }: MailToUs): Fact[] | null {
  const part = (type: string) => files.find(({ contentType }) => contentType === type)?.content;
  const [status, feedback] = [part(DELIVERY_STATUS), part(FEEDBACK)];
  if (status !== undefined) return statusFields(status).flatMap(deliveryFact);
  if (feedback !== undefined) return statusFields(feedback).slice(0, 1).flatMap(complaintFact);
  const from = mailHeader(headers, 'from') ?? '';
  const isDaemon = DAEMON.test(sender ?? /[^\s<]+@[^\s>]+/.exec(from)?.[0] ?? '');
  return isDaemon ? plainFact(text) : null;
}

/** RFC 3464, 2.3. The first group, of the report itself, has no action. */
function deliveryFact(fields: StatusFields): Fact[] {
  const action = fields.get('action')?.toLowerCase();
  if (action === undefined) return [];
  const code = /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null;
  const [kind, status]: [ReportKind, string] =
    action === 'failed'
      ? ['failed', 'bounce']
      : action === 'delivered'
        ? ['delivered', 'delivered']
        : ['noted', action === 'delayed' ? 'deferred' : action.slice(0, 30)];
  const at = Date.parse(fields.get('last-attempt-date') ?? '');
  return [
    {
      ...{ kind, status, code },
      reason: typedValue(fields.get('diagnostic-code')),
      recipient: typedValue(fields.get('original-recipient')) ?? typedValue(fields.get('final-recipient')),
      consent: kind === 'failed' && NO_MAILBOX.test(code ?? '') ? 'bounce' : null,
      at: Number.isNaN(at) || at > Date.now() ? null : new Date(at),
      fields: Object.fromEntries(fields),
    },
  ];
}

/** RFC 5965, 3 and 7.3: what its recipient's provider tells of who pressed "this is spam". */
function complaintFact(fields: StatusFields): Fact[] {
  const type = fields.get('feedback-type')?.toLowerCase();
  if (type === undefined) return [];
  const isComplaint = type === 'abuse' || type === 'fraud';
  return [
    {
      kind: 'noted',
      status: isComplaint ? 'spamreport' : `feedback_${type.slice(0, 20)}`,
      code: null,
      reason: `reported as ${type.slice(0, 50)}`,
      recipient: typedValue(fields.get('original-rcpt-to')),
      consent: isComplaint ? 'complaint' : null,
      at: null,
      fields: Object.fromEntries(fields),
    },
  ];
}

/** A report in words alone: the first code in it says whether it is for good. */
function plainFact(text: string): Fact[] {
  const words = text.slice(0, MAX_TEXT);
  const code = (ENHANCED.exec(words) ?? REPLY.exec(words))?.[0] ?? null;
  const isFinal = code?.startsWith('5') ?? false;
  return [
    {
      kind: isFinal ? 'failed' : 'noted',
      status: isFinal ? 'bounce' : code === null ? 'returned' : 'deferred',
      ...{ code, recipient: null, consent: null, at: null, fields: {} },
      reason: text.trim().slice(0, 500) || null,
    },
  ];
}

/** The mail of ours that a report is about; null: none that is to be believed. */
function subjectOf({ recipients, files }: MailToUs, paths: ReturnPaths | null): ReturnedMail | null {
  const original =
    files.find(({ contentType }) => ORIGINAL.has(contentType))?.content.toString('latin1') ?? '';
  const feedback = files.find(({ contentType }) => contentType === FEEDBACK)?.content;
  if (paths !== null) {
    const from = feedback && statusFields(feedback)[0]?.get('original-mail-from');
    const shown = [
      ...recipients,
      typedValue(from),
      typedValue(mailHeader(original, 'return-path') ?? undefined),
    ];
    return shown.flatMap((address) => (address ? paths.read(address) : null) ?? []).at(0) ?? null;
  }
  const id = ourMessageId(/<([^<>@\s]+)@/.exec(mailHeader(original, 'message-id') ?? '')?.[1]);
  return id === null ? null : { messageId: id, envelopeId: '', isSole: true, isRecipient: () => false };
}

function reportOf(fact: Fact, { messageId, envelopeId, isSole, isRecipient }: ReturnedMail): DeliveryReport {
  const { kind, status, code, reason, recipient, consent, at, fields } = fact;
  const isMain = recipient !== null && isRecipient(recipient);
  const told = createHash('sha256')
    .update(JSON.stringify([status, code, reason, fields]))
    .digest('base64url');
  return {
    eventId: `${envelopeId || messageId}:${told.slice(0, 22)}`,
    // What becomes of a copy is not what became of the message.
    kind: isSole || isMain ? kind : 'noted',
    providerStatus: status,
    providerMessageId: envelopeId || null,
    messageId,
    ...{ code, reason, occurredAt: at, payload: { ...fields } },
    ...(consent !== null &&
      isMain && {
        consent: { change: 'suppress', channel: 'email', address: recipient, sender: '', reason: consent },
      }),
  };
}
