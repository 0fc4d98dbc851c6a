import { decodeLongText, decodeText } from '../charsets/decode-text.js';
import { jsonObject } from '../json-object.js';
import type { FormPart } from '../mail/form-part.js';
import type { MailFile } from '../mail/raw-mail.js';

/** What Inbound Parse posts, read. */
export interface InboundForm {
  /** A field's text, of at most so many bytes of it; empty for one that is not there. */
  text(field: string, maxBytes?: number): Promise<string>;
  /** Bytes of the field as it came; null for one that is not there. */
  bytes(field: string): Buffer | null;
  files: MailFile[];
  /** The whole mail, where Inbound Parse is set to post that. */
  raw: Buffer | null;
}

/**
 * Reads the parts of the form. SendGrid leaves texts in the mail's own charsets, and names them by field in `charsets`, also
 * that of the files' names (`filename`). A part that names its charset itself is believed first.
 */
export function inboundForm(parts: FormPart[]): InboundForm {
  const last = new Map(parts.filter((part) => !isFile(part)).map((part) => [part.name, part]));
  const charsets = jsonObject(last.get('charsets')?.content.toString('utf8') ?? '') ?? {};
  const charset = (field: string) => {
    const label = Object.hasOwn(charsets, field) ? charsets[field] : null;
    return typeof label === 'string' ? label : null;
  };
  return {
    async text(field, maxBytes) {
      const part = last.get(field);
      return part ? decodeLongText(part.content.subarray(0, maxBytes), part.charset, charset(field)) : '';
    },
    bytes: (field) => last.get(field)?.content ?? null,
    files: parts.filter(isFile).map(({ filename, contentType, content }) => ({
      filename: filename ? decodeText(filename, charset('filename')) : '',
      contentType: contentType || 'application/octet-stream',
      content,
    })),
    raw: last.get('email')?.content ?? null,
  };
}

function isFile({ name, filename, contentType }: FormPart): boolean {
  if (name === 'email') return false;
  return filename !== null || contentType === 'application/octet-stream' || /^attachment\d+$/.test(name);
}
