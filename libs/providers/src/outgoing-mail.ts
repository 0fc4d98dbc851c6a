import { readMailbox } from './addresses/mailbox.js';
import { mailMessageId } from './mail-references.js';
import type { OutboundMessage } from './message-provider.js';

/**
 * Subjects are shown on locked screens, and a body may begin with a code: a mail without a subject does not get its body for
 * one. On one line, whatever was given.
 */
export function subjectOf({ subject }: OutboundMessage): string {
  return subject?.replace(/\s*[\r\n]+\s*/g, ' ').trim() || '(no subject)';
}

/** Its Message-ID is made from ours, so that an answer, and a report, names the message. */
export function messageIdHeader({ id, from }: OutboundMessage): string {
  return mailMessageId(id, addressIn(from).split('@').at(-1) as string);
}

/** One POST to the address ends these mails, without a page or a login (RFC 8058, 3.1). */
export function unsubscribeHeaders({ unsubscribeUrl }: OutboundMessage): Record<string, string> {
  if (!unsubscribeUrl) return {};
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** The address of `name <a@b>` or `a@b` as SMTP takes it. */
export function addressIn(mailbox: string): string {
  return readMailbox(mailbox)?.wireAddress ?? mailbox;
}
