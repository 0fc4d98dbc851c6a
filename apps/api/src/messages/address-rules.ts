import {
  isOwnName,
  normaliseEmail,
  normaliseNumber,
  participantOf,
  refusesNames,
  textParty,
} from '#messaging';
import { rule } from '../http/validation/rule.js';
import { unstorable } from '../http/validation/unstorable.js';

export const NO_MAILBOX = 'must be an email address: a@b.example or Name <a@b.example>';
const NO_NUMBER = 'must be a phone number in E.164 form, for example +15551234567';
const NO_SENDER =
  'must be a phone number in E.164 form, a short code, or a name of 1 to 11 letters, digits, spaces, + - _ &';
const MESSAGING_SERVICE = /^MG[0-9a-f]{32}$/i;
const ASCII = /^[ -~]*$/;

/** What is wrong with a mail address that is to be in a mail of ours; null when nothing is. */
export function mailboxFault(text: string): string | null {
  const address = normaliseEmail(text);
  if (address === null) return NO_MAILBOX;
  return ASCII.test(participantOf(address))
    ? null
    : 'must have ASCII characters only before the @: SendGrid takes other addresses, and drops their mails';
}

/** Whom a message goes to: for email an address, else a number, which alone can be texted. */
export const IsRecipient = () =>
  rule('isRecipient', (value, { type }) => {
    if (typeof value !== 'string' || value === '') return 'must be a string, and is required';
    return unstorable(value) ?? (type === 'email' ? mailboxFault(value) : recipientFault(value));
  });

/** Whom a message comes from: for email an address, for mms a number or a short code, for sms also a name. */
export const IsSender = () =>
  rule('isSender', (value, { type, to }) => {
    if (typeof value !== 'string' || value === '') return 'must be a string, and is required';
    return unstorable(value) ?? (type === 'email' ? mailboxFault(value) : senderFault(value, type, to));
  });

function recipientFault(text: string): string | null {
  switch (textParty(text)?.kind) {
    case 'number':
      return null;
    case 'short code':
      return `${NO_NUMBER}: a short code cannot be written to`;
    case 'name':
      return `${NO_NUMBER}: a sender that is a name cannot be written to`;
    case 'channel':
      return `${NO_NUMBER}: WhatsApp and other channels are not possible`;
    default:
      return NO_NUMBER;
  }
}

function senderFault(text: string, type: unknown, to: unknown): string | null {
  const party = textParty(text);
  switch (party?.kind) {
    case 'number':
    case 'short code':
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
  if (MESSAGING_SERVICE.test(name)) return `${NO_SENDER}: messaging services (MG...) are not possible`;
  if (!isOwnName(name)) return NO_SENDER;
  if (type === 'mms') return 'must be a phone number in E.164 form or a short code: no name can send an mms';
  const number = typeof to === 'string' ? normaliseNumber(to) : null;
  return number !== null && refusesNames(number)
    ? 'must be a phone number in E.164 form or a short code: names (alphanumeric sender ids) cannot send to the United States and Canada'
    : null;
}
