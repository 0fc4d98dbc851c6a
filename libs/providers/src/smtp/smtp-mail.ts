import MailComposer from 'nodemailer/lib/mail-composer';
import { readMailbox } from '../addresses/mailbox.js';
import type { AttachedFile } from '../attachments/attachment-fetch.js';
import { addressIn, messageIdHeader, subjectOf, unsubscribeHeaders } from '../outgoing-mail.js';
import type { OutboundMessage } from '../message-provider.js';
import type { ReturnPath } from './return-paths.js';

/** A mail, ready to go. */
export interface SmtpMail {
  /** Where reports on it go. */
  from: string;
  /** Without this one the mail goes to nobody. */
  to: string;
  copies: string[];
  content: Buffer;
  /** What a report names it by (RFC 3461, 4.4), and the message's id at this provider. */
  envelopeId: string;
}

const ASCII = /^[ -~]*$/;

/**
 * The mail as it goes over the wire: what SendGrid would make of the message (`sendgrid-mail.ts`), made here. Names, subjects and
 * addresses are encoded, so that none can become a header; nothing is read from files or fetched.
 * @throws Error for what no mail can be made of.
 */
export async function composeMail(message: OutboundMessage, path: ReturnPath): Promise<SmtpMail> {
  const { body, html, cc, bcc, replyTo, files = [] } = message;
  const root = new MailComposer({
    from: mailbox(message.from),
    to: [mailbox(message.to)],
    cc: cc.map(mailbox),
    ...(replyTo !== null && { replyTo: mailbox(replyTo) }),
    subject: subjectOf(message),
    messageId: messageIdHeader(message),
    headers: unsubscribeHeaders(message),
    // A mail without a text is one with an empty text.
    ...((body !== '' || !html) && { text: body }),
    ...(html && { html }),
    attachments: files.map(attachment),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  }).compile();
  return {
    from: path.address,
    to: addressIn(message.to),
    copies: [...cc, ...bcc].map(addressIn),
    content: await root.build(),
    envelopeId: path.envelopeId,
  };
}

/**
 * What a server that sends reports (RFC 3461) is asked for: failures and delays, by our id, with the headers of the mail alone. It can
 * be told the recipient that was meant where there is one alone.
 */
export function dsnOf({ to, copies, envelopeId: envid }: SmtpMail) {
  const orcpt = copies.length === 0 && ASCII.test(to) ? { orcpt: `rfc822;${to}` } : {};
  return { ret: 'HDRS', envid, notify: ['FAILURE', 'DELAY'], ...orcpt };
}

function mailbox(text: string): { name: string; address: string } {
  const { name = '', wireAddress: address = text } = readMailbox(text) ?? {};
  return { name, address };
}

function attachment({ filename, contentType, content }: AttachedFile) {
  return { filename, contentType, content, encoding: 'base64', contentDisposition: 'attachment' };
}
