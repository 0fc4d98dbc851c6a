import {
  isAlphanumericSender,
  normaliseEmail,
  normaliseNumber,
  participantOf,
  refusesNames,
  textParty,
} from '#messaging';

export const NO_MAILBOX = 'must be an email address: a@b.example or Name <a@b.example>';
export const NO_NUMBER = 'must be a phone number in E.164 form, for example +15551234567';
const NO_SENDER =
  'must be a phone number in E.164 form, a short code, a name of 1 to 11 letters, digits, spaces, + - _ & (one letter at least), a Messaging Service (MG and 32 hex digits), or a sender pool (pool:name)';
const ASCII = /^[ -~]*$/;

/** What is wrong with a mail address that is to be in a mail of ours; null when nothing is. */
export function mailboxFault(text: string): string | null {
  const address = normaliseEmail(text);
  if (address === null) return NO_MAILBOX;
  return ASCII.test(participantOf(address))
    ? null
    : 'must have ASCII characters only before the @: SendGrid takes other addresses, and drops their mails';
}

/** What is wrong with whom a text goes to, which only a number can be; null when nothing is. */
export function textRecipientFault(text: string): string | null {
  switch (textParty(text)?.kind) {
    case 'number':
      return null;
    case 'short code':
      return `${NO_NUMBER}: a short code cannot be written to`;
    case 'name':
      return `${NO_NUMBER}: a sender that is a name cannot be written to`;
    case 'service':
    case 'pool':
      return `${NO_NUMBER}: a sender of ours cannot be written to`;
    case 'channel':
      return `${NO_NUMBER}: WhatsApp and other channels are not possible`;
    default:
      return NO_NUMBER;
  }
}

/** What is wrong with whom a text of this type to this recipient comes from; null when nothing is. */
export function textSenderFault(text: string, type: unknown, to: unknown): string | null {
  const party = textParty(text);
  switch (party?.kind) {
    case 'number':
    case 'short code':
    case 'service':
    case 'pool':
      return null;
    case 'channel':
      return `${NO_SENDER}: WhatsApp and other channels are not possible`;
    case 'name':
      return nameFault(party.address, type, to);
    default:
      return NO_SENDER;
  }
}

function nameFault(name: string, type: unknown, to: unknown): string | null {
  if (!isAlphanumericSender(name)) return NO_SENDER;
  if (type === 'mms') return 'must be a phone number in E.164 form or a short code: no name can send an mms';
  const number = typeof to === 'string' ? normaliseNumber(to) : null;
  return number !== null && refusesNames(number)
    ? 'must be a phone number in E.164 form or a short code: names (alphanumeric sender ids) cannot send to the United States and Canada'
    : null;
}
