import { hasMoreThan } from '../http/validation/has-more-than.js';
import { isHttpUrl } from '../http/validation/plain-rules.js';
import { rule } from '../http/validation/rule.js';
import { unstorable } from '../http/validation/unstorable.js';

/** Twilio, Message resource, `Body`: of a text and of an MMS alike; in UTF-16 units, which an emoji has two of. */
const LONGEST_TEXT_UNITS = 1_600;
const LONGEST_EMAIL_BODY = 200_000;
const MOST_ATTACHMENTS = 10;
const METADATA_BYTES = 4_096;
const METADATA_LEVELS = 100;
const TOO_LARGE = `must have at most ${METADATA_BYTES} bytes as JSON`;
const TOO_DEEP = `must be nested at most ${METADATA_LEVELS} levels deep`;

/** Text of a bounded length, counted in characters. */
export const IsText = (least: number, most: number) =>
  rule('isText', (value) => {
    if (typeof value !== 'string') return 'must be a string';
    if (value.length < least) return `must have at least ${least} character${least === 1 ? '' : 's'}`;
    if (hasMoreThan(value, most)) return `must have at most ${most} characters`;
    return unstorable(value);
  });

/** What a message of each type may say. Nothing, or without the field, where files or HTML say it. */
export const IsMessageBody = () =>
  rule('isMessageBody', (value, { type, html, attachments }) => {
    const hasFiles = Array.isArray(attachments) && attachments.length > 0;
    const hasHtml = typeof html === 'string' && html !== '';
    // An mms without files is refused for that.
    const mayBeEmpty = type === 'mms' || (type === 'email' && (hasFiles || hasHtml));
    if ((value === undefined || value === null) && mayBeEmpty) return null;
    if (typeof value !== 'string') return 'must be a string, and is required';
    if (value === '' && !mayBeEmpty) return 'must have at least 1 character';
    return tooLong(value, type) ?? unstorable(value);
  });

function tooLong(body: string, type: unknown): string | null {
  if (type !== 'email')
    return body.length > LONGEST_TEXT_UNITS
      ? `must have at most ${LONGEST_TEXT_UNITS} characters, an emoji and the like counted as two (UTF-16)`
      : null;
  return hasMoreThan(body, LONGEST_EMAIL_BODY) ? `must have at most ${LONGEST_EMAIL_BODY} characters` : null;
}

/** http or https addresses; an mms has at least one, an sms none. */
export const IsAttachments = () =>
  rule('isAttachments', (value, { type }) => {
    const none = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (none) return type === 'mms' ? 'must hold at least one URL for an mms' : null;
    if (!Array.isArray(value)) return 'must be an array of http or https URLs';
    if (type === 'sms') return 'are not possible in an sms; use type mms';
    if (value.length > MOST_ATTACHMENTS) return `must hold at most ${MOST_ATTACHMENTS} URLs`;
    const bad = value.findIndex((url) => !isHttpUrl(url));
    return bad < 0 ? null : `must be http or https URLs; item ${bad} is not`;
  });

/** One line of text: a line break in a subject would begin another header. */
export const IsLine = () =>
  rule('isLine', (value) =>
    typeof value === 'string' && /\p{Cc}/u.test(value)
      ? 'must be one line, without control characters'
      : null,
  );

/** Only an email has it. */
export const IsForEmailOnly = () =>
  rule('isForEmailOnly', (value, { type }) =>
    value === undefined || value === null || type === 'email' ? null : 'is only possible in an email',
  );

/** An object whose JSON has at most 4 kB, nested no deeper than anything that walks it can bear. */
export const IsMetadata = () =>
  rule('isMetadata', (value) => {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return 'must be an object';
    const fault = shapeFault(value);
    if (fault !== null) return fault;
    const json = JSON.stringify(value);
    if (Buffer.byteLength(json) > METADATA_BYTES) return TOO_LARGE;
    // JSON writes what PostgreSQL cannot store as these escapes (unless their backslash is itself escaped).
    return /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/.test(json)
      ? 'must not contain NUL or half a surrogate pair'
      : null;
  });

/** Null for what is small and flat enough to be written as JSON, whose length then counts; looks no further than that. */
function shapeFault(metadata: object): string | null {
  let values = 0;
  const faultOf = (value: unknown, levels: number): string | null => {
    values += 1;
    // Each takes a byte at least.
    if (values > METADATA_BYTES || (typeof value === 'string' && value.length > METADATA_BYTES))
      return TOO_LARGE;
    // What JSON.parse makes of `1e999`, and JSON.stringify writes as null.
    if (typeof value === 'number' && !Number.isFinite(value))
      return 'must not contain a number beyond 1.8e308';
    if (value === null || typeof value !== 'object') return null;
    if (levels === 0) return TOO_DEEP;
    for (const child of Object.values(value)) {
      const fault = faultOf(child, levels - 1);
      if (fault !== null) return fault;
    }
    return null;
  };
  return faultOf(metadata, METADATA_LEVELS);
}
