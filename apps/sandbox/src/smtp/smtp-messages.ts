import type { readRawMail } from '#providers';
import { arrival, type InboxMessage } from '../inbox/inbox-message.js';

/** A mail to one recipient that came over SMTP. */
export interface SmtpMessage extends InboxMessage {
  /** Where reports on it go. */
  returnPath: string;
  messageIdHeader: string | null;
}

/** A mail as it came. */
export interface ArrivedMail {
  id: string;
  /** Of the envelope. */
  from: string;
  to: string[];
  raw: Awaited<ReturnType<typeof readRawMail>>;
}

/** What is kept of a text or a page, in characters. */
const MAX_STORED_LENGTH = 20_000;
const UUID = /^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i;

/** One for each recipient, as the inbox has them. */
export function smtpMessages({ id, from: returnPath, to: recipients, raw }: ArrivedMail): SmtpMessage[] {
  const header = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(raw.headers)?.[1];
  const messageIdHeader = header('message-id')?.trim() ?? null;
  return recipients.map((to) =>
    arrival({
      provider: 'smtp',
      direction: 'outbound',
      channel: 'email',
      id,
      messageId: UUID.exec(messageIdHeader ?? '')?.[1] ?? null,
      ...{ messageIdHeader, returnPath, to },
      from: addressIn(raw.from),
      sentAs: raw.to.includes(to) ? 'to' : header('cc')?.includes(to) ? 'cc' : 'bcc',
      replyTo: addressIn(header('reply-to') ?? '') || null,
      subject: raw.subject,
      body: raw.text.slice(0, MAX_STORED_LENGTH),
      html: raw.html === '' ? null : raw.html.slice(0, MAX_STORED_LENGTH),
      attachments: raw.files.map(({ filename }) => filename),
      status: 'accepted',
    }),
  );
}

function addressIn(mailbox: string): string {
  return /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();
}
