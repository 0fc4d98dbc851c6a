import type { MailDataRequired } from '@sendgrid/mail';
import { readMailbox } from '../addresses/mailbox.js';
import type { AttachedFile } from '../attachments/attachment-fetch.js';
import { mailSubject } from '../mail/mail-subject.js';
import { mailMessageId } from '../mail-references.js';
import type { OutboundMessage } from '../message-provider.js';

/**
 * The mail SendGrid is asked to send. `message_id` travels as a custom argument and comes back in every event.
 *
 * - SendGrid takes the contents of files, not their addresses: they were fetched before.
 * - Its Message-ID is made from ours, so that an answer names the message it answers.
 */
export function composeMail(message: OutboundMessage): MailDataRequired {
  const { body, files = [] } = message;
  const plain = { type: 'text/plain', value: body };
  const html = message.html ? { type: 'text/html', value: message.html } : null;
  return {
    from: mailbox(message.from),
    to: mailbox(message.to),
    ...(message.cc.length > 0 && { cc: message.cc.map(mailbox) }),
    ...(message.bcc.length > 0 && { bcc: message.bcc.map(mailbox) }),
    ...(message.replyTo !== null && { replyTo: mailbox(message.replyTo) }),
    subject: mailSubject(message.subject),
    // Plain first, as SendGrid asks; it refuses a mail without a part, and an empty part.
    content: !html ? [body === '' ? { ...plain, value: ' ' } : plain] : body === '' ? [html] : [plain, html],
    ...(files.length > 0 && { attachments: files.map(attachment) }),
    customArgs: customArgs(message),
    headers: headersOf(message),
  };
}

/** One POST to the address ends these mails, without a page or a login (RFC 8058, 3.1). */
function headersOf({ id, from, unsubscribeUrl }: OutboundMessage): Record<string, string> {
  const domain = mailbox(from).email.split('@').at(-1) as string;
  return {
    'Message-ID': mailMessageId(id, domain),
    ...(unsubscribeUrl && {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  };
}

/** Copies have events of their own, which say nothing of the message: then every event carries whose do. */
function customArgs({ id, to, cc, bcc }: OutboundMessage): Record<string, string> {
  const copies = cc.length + bcc.length;
  return copies === 0 ? { message_id: id } : { message_id: id, main_recipient: mailbox(to).email };
}

/** `name <a@b>` or `a@b`; the domain in its ASCII form and dots that ask for it in quotes, the only ones SendGrid takes. */
function mailbox(address: string): { email: string; name?: string } {
  const { wireAddress: email = address, name } = readMailbox(address) ?? {};
  return name ? { email, name } : { email };
}

function attachment({ filename, contentType, content }: AttachedFile) {
  return { filename, type: contentType, content, disposition: 'attachment' };
}
