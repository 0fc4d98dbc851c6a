import { visibleText } from '#providers';
import { normaliseEmail } from './normalise.js';
import { participantOf } from './participants.js';
import { textParty } from './text-party.js';

const AT = /[@\uff20\ufe6b]/;
/** The `+` of a number that was not escaped arrives as a space. */
const LOST_PLUS = /^((?:[a-z]+:)?) (?=\d)/i;

/**
 * Whom a filter speaks of, in the form that messages, conversations and suppressions are found by: a number, an email
 * address, a short code, a sender's name, or an address of another channel. Null for what is none.
 */
export function parseParticipantFilter(text: string): string | null {
  if (AT.test(text)) {
    const email = normaliseEmail(text);
    return email === null ? null : participantOf(email);
  }
  const party = textParty(visibleText(text).replace(LOST_PLUS, '$1+')) ?? textParty(text);
  return party && participantOf(party.address);
}
