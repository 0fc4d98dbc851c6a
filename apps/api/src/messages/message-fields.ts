import { field, type FieldOptions } from '../http/validation/field.js';
import { hasMoreThan } from '../http/validation/has-more-than.js';
import { rule } from '../http/validation/rule.js';
import { unstorable } from '../http/validation/unstorable.js';
import { isHttpUrl } from '../http/validation/value-fields.js';

/** Twilio, Message resource, `Body`: of a text and of an MMS alike; in UTF-16 units, which an emoji has two of. */
const MAX_TEXT_UNITS = 1_600;
const MAX_EMAIL_BODY = 200_000;
const MAX_ATTACHMENTS = 10;

const isLacking = (value: unknown) => value === undefined || value === null;

/** What a message of each type may say. Nothing, or without the field, where files or HTML say it. */
export const IsMessageBody = (options?: FieldOptions) =>
  field(
    {
      name: 'isMessageBody',
      schema: { type: 'string', maxLength: MAX_EMAIL_BODY },
      check: bodyFault,
      checksLack: true,
    },
    options,
  );

function bodyFault(value: unknown, { type, html, attachments }: Record<string, unknown>): string | null {
  const hasFiles = Array.isArray(attachments) && attachments.length > 0;
  const hasHtml = typeof html === 'string' && html !== '';
  // An mms without files is refused for that.
  const mayBeEmpty = type === 'mms' || (type === 'email' && (hasFiles || hasHtml));
  if (isLacking(value) && mayBeEmpty) return null;
  if (typeof value !== 'string') return 'must be a string, and is required';
  if (value === '' && !mayBeEmpty) return 'must have at least 1 character';
  return tooLong(value, type) ?? unstorable(value);
}

function tooLong(body: string, type: unknown): string | null {
  if (type !== 'email')
    return body.length > MAX_TEXT_UNITS
      ? `must have at most ${MAX_TEXT_UNITS} characters, an emoji and the like counted as two (UTF-16)`
      : null;
  return hasMoreThan(body, MAX_EMAIL_BODY) ? `must have at most ${MAX_EMAIL_BODY} characters` : null;
}

/** http or https addresses; an mms has at least one, an sms none. */
export const AreAttachments = (options?: FieldOptions) =>
  field(
    {
      name: 'areAttachments',
      schema: { type: 'array', items: { type: 'string' }, maxItems: MAX_ATTACHMENTS },
      check: attachmentsFault,
      checksLack: true,
    },
    options,
  );

function attachmentsFault(value: unknown, { type }: Record<string, unknown>): string | null {
  if (isLacking(value) || (Array.isArray(value) && value.length === 0))
    return type === 'mms' ? 'must hold at least one URL for an mms' : null;
  if (!Array.isArray(value)) return 'must be an array of http or https URLs';
  if (type === 'sms') return 'are not possible in an sms; use type mms';
  if (value.length > MAX_ATTACHMENTS) return `must hold at most ${MAX_ATTACHMENTS} URLs`;
  const bad = value.findIndex((url) => !isHttpUrl(url));
  return bad < 0 ? null : `must be http or https URLs; item ${bad} is not`;
}

/** Only an email has it. Stands above the field's own decorator, whose fault is told first. */
export const IsForEmailOnly = () =>
  rule('isForEmailOnly', (value, { type }) =>
    isLacking(value) || type === 'email' ? null : 'is only possible in an email',
  );
