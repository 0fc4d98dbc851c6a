import type { MailDataRequired } from '@sendgrid/mail';
import { readMailbox } from '../addresses/mailbox.js';
import type { AttachedFile } from '../attachments/attachment-fetch.js';
import { messageIdHeader, subjectOf, unsubscribeHeaders } from '../outgoing-mail.js';
import type { OutboundMessage } from '../message-provider.js';

/**
 * The mail SendGrid is asked to send. `message_id` travels as a custom argument and comes back in every event.
 *
 * - SendGrid refuses a mail without a subject: a message without one gets "(no subject)".
 * - SendGrid takes the contents of files, not their addresses: they were fetched before.
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
    subject: subjectOf(message),
    // Plain first, as SendGrid asks; it refuses a mail without a part, and an empty part.
    content: !html ? [body === '' ? { ...plain, value: ' ' } : plain] : body === '' ? [html] : [plain, html],
    ...(files.length > 0 && { attachments: files.map(attachment) }),
    customArgs: customArgs(message),
    headers: { 'Message-ID': messageIdHeader(message), ...unsubscribeHeaders(message) },
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
