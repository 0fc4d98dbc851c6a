import type { OutboundMessage } from '../message-provider.js';
import { toVonage } from './vonage-number.js';

/** By how the address of a file ends; all others are `file` (docs, "Understanding MMS Messaging"). */
const KINDS: [kind: string, endings: RegExp][] = [
  ['image', /\.(jpe?g|png|gif|bmp)$/i],
  ['audio', /\.(mp3|amr|midi?|wav|ac3)$/i],
  ['video', /\.(mp4|3gpp?|3pg|avi|mpe?g)$/i],
  ['vcard', /\.vcf$/i],
];
/** In seconds (Messages API, SMS channel: 20 to 604,800; MMS: 300 to 259,200). */
const TTL = { sms: [20, 604_800], mms: [300, 259_200] } as const;

/**
 * What the Messages API is asked to send. `client_ref` is our id and comes back in every status, which goes to `statusUrl`,
 * whatever the account has set.
 */
export function vonageMessage(message: OutboundMessage, statusUrl: string): Record<string, unknown> {
  const channel = message.channel === 'mms' ? 'mms' : 'sms';
  return {
    channel,
    from: toVonage(message.from),
    to: toVonage(message.to),
    ...contentOf(message),
    client_ref: message.id,
    webhook_url: statusUrl,
    webhook_version: 'v1',
    ...(message.expiresAt !== null && { ttl: ttl(message.expiresAt, TTL[channel]) }),
  };
}

/** One file goes by its kind, several as `content`; the text is the caption of the first. */
function contentOf({ body, attachments }: OutboundMessage): Record<string, unknown> {
  const files = attachments.map((url, index) => {
    return { type: kindOf(url), url, ...(index === 0 && body !== '' && { caption: body }) };
  });
  const [first, ...more] = files;
  if (first === undefined) return { message_type: 'text', text: body };
  if (more.length > 0) return { message_type: 'content', content: files };
  const { type, ...file } = first;
  return { message_type: type, [type]: file };
}

function kindOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return KINDS.find(([, endings]) => endings.test(path))?.[0] ?? 'file';
}

function ttl(expiresAt: Date, [least, most]: readonly [number, number]): number {
  const left = Math.floor((expiresAt.getTime() - Date.now()) / 1_000);
  return Math.min(Math.max(left, least), most);
}
