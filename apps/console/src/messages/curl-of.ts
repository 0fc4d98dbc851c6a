import type { Message } from './message-parts.js';

/** What would not be seen where it stands, or would turn the words around it: JSON has another way of writing it. */
const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The command that sends the same message once more. The key is read from the environment, so that it is in no history. */
export function curlOf(message: Message, origin: string): string {
  const { type, from, to, subject, body, html, reply_to, cc, bcc, attachments, tags, metadata } = message;
  const priority = message.priority === 'normal' ? null : message.priority;
  const wanted = {
    type,
    priority,
    from,
    to,
    subject,
    body,
    html,
    reply_to,
    cc,
    bcc,
    attachments,
    tags,
    metadata,
  };
  const set = Object.entries(wanted).filter(([, value]) => !isEmpty(value));
  const json = JSON.stringify(Object.fromEntries(set), null, 2).replace(
    UNSEEN,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    `curl -X POST ${quoted(`${origin}/api/v1/messages/send`)}`,
    `  -H "Authorization: Bearer $SENDSTREAM_API_KEY"`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${quoted(json)}`,
  ].join(' \\\n');
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
