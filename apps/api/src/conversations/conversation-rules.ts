import { normaliseEmail, normaliseNumber, participantOf } from '#messaging';
import { unstorable } from '../http/unstorable.js';
import { rule } from '../http/rule.js';

/** A number where the conversation's channel is sms, an email address where it is email. */
export const IsParticipant = () =>
  rule('isParticipant', (value, { channel_type: channel }) => {
    if (typeof value !== 'string' || value === '') return 'must be a string, and is required';
    const malformed = unstorable(value);
    if (malformed) return malformed;
    if (channel === 'email') {
      return normaliseEmail(value) === null
        ? 'must be an email address: a@b.example or Name <a@b.example>'
        : null;
    }
    return normaliseNumber(value) === null
      ? 'must be a phone number in E.164 form, for example +15551234567'
      : null;
  });

/** Whom a filter speaks of, in the form conversations are kept by; null for what is no number and no address. */
export function participantAsked(text: string): string | null {
  // The `+` of a number that was not escaped arrives as a space.
  const number = normaliseNumber(text.replace(/^ (?=\d)/, '+'));
  if (number !== null) return number;
  const email = normaliseEmail(text);
  return email === null ? null : participantOf(email);
}
