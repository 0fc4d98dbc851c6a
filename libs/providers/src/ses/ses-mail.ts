import { createHash } from 'node:crypto';
import { readMailbox } from '../addresses/mailbox.js';
import type { AttachedFile } from '../attachments/attachment-fetch.js';
import { wireMailbox } from '../mail/wire-mailbox.js';
import type { OutboundMessage } from '../message-provider.js';
import { subjectOf, unsubscribeHeaders } from '../outgoing-mail.js';

/**
 * What SendEmail is asked to send (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html). Our id is a tag,
 * and comes back in every event. SES makes the mail of its parts, and its Message-ID of its own id.
 */
export function sesMail(message: OutboundMessage, configurationSet: string): Record<string, unknown> {
  const { from, to, cc, bcc, replyTo, files = [] } = message;
  const headers = Object.entries(unsubscribeHeaders(message)).map(([Name, Value]) => ({ Name, Value }));
  return {
    FromEmailAddress: wireMailbox(from),
    Destination: {
      ToAddresses: [wireMailbox(to)],
      ...(cc.length > 0 && { CcAddresses: cc.map(wireMailbox) }),
      ...(bcc.length > 0 && { BccAddresses: bcc.map(wireMailbox) }),
    },
    ...(replyTo !== null && { ReplyToAddresses: [wireMailbox(replyTo)] }),
    Content: {
      Simple: {
        Subject: text(subjectOf(message)),
        Body: bodyOf(message),
        ...(headers.length > 0 && { Headers: headers }),
        ...(files.length > 0 && { Attachments: files.map(attachment) }),
      },
    },
    EmailTags: tagsOf(message),
    ...(configurationSet !== '' && { ConfigurationSetName: configurationSet }),
  };
}

/**
 * Whom the message itself is for, as a tag can hold it: letters and figures alone. Copies have events of their own, which say
 * nothing of the message.
 */
export function recipientTag(address: string): string {
  const plain = (readMailbox(address)?.address ?? address).toLowerCase();
  return createHash('sha256').update(plain).digest('hex').slice(0, 32);
}

function tagsOf({ id, to, cc, bcc }: OutboundMessage) {
  const own = [{ Name: 'message_id', Value: id }];
  return cc.length + bcc.length === 0 ? own : [...own, { Name: 'main_recipient', Value: recipientTag(to) }];
}

/** A part must not be empty. */
function bodyOf({ body, html }: OutboundMessage) {
  if (!html) return { Text: text(body === '' ? ' ' : body) };
  return { ...(body !== '' && { Text: text(body) }), Html: text(html) };
}

function attachment({ filename, contentType, content }: AttachedFile) {
  return {
    FileName: filename,
    ContentType: contentType,
    ContentDisposition: 'ATTACHMENT',
    ContentTransferEncoding: 'BASE64',
    RawContent: content,
  };
}

function text(data: string) {
  return { Data: data, Charset: 'UTF-8' };
}
