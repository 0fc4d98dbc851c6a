import { readMailbox } from '../addresses/mailbox.js';
import { jsonObject } from '../json-object.js';
import type { FormPart } from '../mail/form-part.js';
import { addressOf, mailboxes } from '../mail/mailboxes.js';
import { digestOfBytes, digestOfJson } from '../mail/mail-digest.js';
import { HTML_CUT, MAX_TEXT_BYTES, readRawMail, TEXT_CUT } from '../mail/raw-mail.js';
import { answeredMessages, mailHeader } from '../mail-references.js';
import type { DeliveryReport, MailToUs } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';
import { inboundForm } from './inbound-form.js';
import { Omissions } from './omissions.js';

/** Of an index' entry there is room for that in any script. */
const MAX_ID_LENGTH = 200;
/** An address with its name, as it is stored. */
const MAX_MAILBOX_LENGTH = 320;
const MAX_SUBJECT_LENGTH = 10_000;
/** A list of addresses is taken apart in one go, which takes 10 ms for so many characters. */
const MAX_LIST_LENGTH = 100_000;
const MAX_NAME_LENGTH = 1_000;
const MAX_TYPE_LENGTH = 255;
/** SMTP servers take a hundred at once (RFC 5321, 4.5.3.1.8). */
const MAX_RECIPIENTS = 1_000;
/** Each gets the mail whole: of a large one so few that all of them have so many bytes together. Who writes is a stranger. */
const MAX_KEPT_BYTES = 256 * 1024 * 1024;
const MIN_RECIPIENTS = 10;
/** They are given out by a place of three digits. */
const MAX_FILES = 1_000;
/** What a mail without a sender is from: a bounce (RFC 5321, 4.5.5). */
const NOBODY = '<>';
/** Kept with the row; the text has columns of its own. */
const KEPT_FIELDS = ['envelope', 'to', 'from', 'cc', 'sender_ip', 'spam_score', 'SPF', 'dkim', 'charsets'];
const MAX_FIELD_LENGTH = 20_000;
/** Where the mail says what it says. */
const BODIES = ['text', 'html', 'email'];

/**
 * A mail to us, as the Inbound Parse Webhook posts it, taken apart or whole (SendGrid, "Setting up the Inbound Parse
 * Webhook": `headers, text, html, from, to, cc, envelope, subject, attachmentX`, or `email`): one report for each of our
 * addresses at which it arrived, which the envelope says. It is known by its Message-ID, by what it says, and by the address:
 * programs give different mails one Message-ID, and SendGrid may post one mail twice. What was left out is said.
 * `returned`: what it tells of mails of ours, where it is a report on such; then that is all of it.
 * @throws WebhookFormatError when nothing says to whom it is.
 */
export async function readInboundMail(
  parts: FormPart[],
  returned: (mail: MailToUs) => DeliveryReport[] | null = () => null,
): Promise<DeliveryReport[]> {
  const form = inboundForm(parts);
  const raw = form.raw && (await readRawMail(form.raw));
  const text = async (name: 'headers' | 'from' | 'to' | 'subject' | 'text' | 'html', maxBytes?: number) =>
    (await form.text(name, maxBytes)) || (raw?.[name] ?? '');
  const envelope = jsonObject(await form.text('envelope'));
  const left = new Omissions(raw?.leftOut);
  const headers = await text('headers');
  const to = await text('to');
  const named = () => left.maxLength(MAX_LIST_LENGTH, 'the recipients', to);
  const recipients = left.maxItems(mostRecipients(parts), 'recipients', recipientsOf(envelope?.to, named));
  const from = short(senderOf((await text('from')).slice(0, MAX_LIST_LENGTH), envelope?.from), left);
  const subject = left.maxLength(MAX_SUBJECT_LENGTH, 'the subject', await text('subject'));
  const [body, html] = [await text('text', MAX_TEXT_BYTES), await text('html', MAX_TEXT_BYTES)];
  const isLonger = (field: string) => (form.bytes(field)?.length ?? 0) > MAX_TEXT_BYTES;
  if (isLonger('text')) left.say(TEXT_CUT);
  if (isLonger('html')) left.say(HTML_CUT);
  const files = left.maxItems(MAX_FILES, 'files', [...form.files, ...(raw?.files ?? [])]);
  const sender = mailboxes(typeof envelope?.from === 'string' ? envelope.from : '')[0];
  const told = returned({
    recipients: recipients.map(known),
    sender: sender === undefined ? null : known(sender),
    ...{ headers, text: body, files },
  });
  if (told !== null) return told;
  const attachments = files.map(({ filename, contentType, content }) => ({
    url: null,
    contentType: contentType.slice(0, MAX_TYPE_LENGTH),
    size: content.length,
    filename: left.maxLength(MAX_NAME_LENGTH, 'the name of a file', filename),
  }));

  const ownId = mailHeader(headers, 'message-id') ?? '';
  const contents = await digestsOf(files.map(({ content }) => content));
  // Without an id of its own, its other headers tell it from an equal one: the date, who handed it on.
  const said = [ownId || headers, from, subject, body, html, attachments, contents];
  // What was cut off tells it from an equal beginning.
  const isCut = [TEXT_CUT, HTML_CUT].some((one) => left.all.includes(one));
  const whole = await digestOfJson(
    isCut ? [...said, await digestsOf(BODIES.flatMap((name) => form.bytes(name) ?? []))] : said,
  );
  const fields: Record<string, string> = {};
  for (const name of KEPT_FIELDS) fields[name] = (await form.text(name)).slice(0, MAX_FIELD_LENGTH);
  const payload = { ...fields, headers: headers.slice(0, MAX_FIELD_LENGTH) };
  return recipients.map((recipient) => {
    const to = short(recipient, left);
    const id = [ownId.slice(0, MAX_ID_LENGTH), known(to), whole.slice(0, 22)].filter(Boolean).join(' ');
    return {
      eventId: `${id}:received`,
      kind: 'received',
      providerStatus: 'received',
      providerMessageId: id,
      messageId: null,
      code: null,
      reason: null,
      occurredAt: null,
      payload,
      inbound: {
        channel: 'email',
        from,
        to,
        body,
        subject: subject || null,
        html: html || null,
        attachments,
        answers: answeredMessages(headers),
        optOut: null,
        leftOut: left.all,
      },
      files: files.map(({ content }) => content),
    };
  });
}

/** Each once. Where the envelope is silent, those to whom the mail says it is. @throws WebhookFormatError without any. */
function recipientsOf(envelope: unknown, header: () => string): string[] {
  const arrivedAt = [envelope].flat().filter((one) => typeof one === 'string');
  const enveloped = arrivedAt.flatMap(mailboxes);
  const recipients = enveloped.length > 0 ? enveloped : namedIn(header());
  if (recipients.length === 0) throw new WebhookFormatError('to and the envelope name no recipient');
  const told = new Set<string>();
  return recipients.filter((one) => !told.has(known(one)) && told.add(known(one)));
}

function mostRecipients(parts: FormPart[]): number {
  const bytes = parts.reduce((sum, { content }) => sum + content.length, 1);
  return Math.min(MAX_RECIPIENTS, Math.max(MIN_RECIPIENTS, Math.floor(MAX_KEPT_BYTES / bytes)));
}

function namedIn(header: string): string[] {
  const found = mailboxes(header);
  return found.length > 0 ? found : [header.trim()].filter(Boolean);
}

/** What a recipient is known by, however the address is written. */
function known(mailbox: string): string {
  return (readMailbox(mailbox)?.address ?? addressOf(mailbox)).toLowerCase();
}

/** The mail's own sender, else the envelope's; what cannot be read as an address as it is. */
function senderOf(header: string, envelope: unknown): string {
  const sender = typeof envelope === 'string' ? envelope : '';
  return mailboxes(header)[0] ?? mailboxes(sender)[0] ?? (header.trim() || NOBODY);
}

/** Without its name where the two are too long: the address is what it is known by. */
function short(mailbox: string, left: Omissions): string {
  if (mailbox.length <= MAX_MAILBOX_LENGTH) return mailbox;
  if (addressOf(mailbox).length > MAX_MAILBOX_LENGTH)
    return left.maxLength(MAX_MAILBOX_LENGTH, 'an address', mailbox);
  left.say('the name of an address: it is too long');
  return addressOf(mailbox);
}

async function digestsOf(contents: Buffer[]): Promise<string[]> {
  const digests: string[] = [];
  for (const content of contents) digests.push(await digestOfBytes(content));
  return digests;
}
