import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { MessageType } from '#entities';
import type { Rate } from '#queue';
import { textParty } from '../addresses/text-party.js';

/** What a sender is, as far as it decides how fast it may send. */
type SenderKind = 'long code' | 'international number' | 'toll-free' | 'short code' | 'alphanumeric';

/**
 * Segments a second. Twilio, "Understanding Twilio Rate Limits and Message Queues": numbers of the United States and Canada 1,
 * toll-free ones 3, short codes 100, numbers of other countries and alphanumeric senders 10.
 * https://support.twilio.com/hc/en-us/articles/115002943027
 * Vonage documents 1 a second for long numbers of the United States as well, and 30 requests a second for an account.
 * https://api.support.vonage.com/hc/en-us/articles/203993598
 */
const PER_SECOND: Record<SenderKind, number> = {
  'long code': 1,
  'international number': 10,
  'toll-free': 3,
  'short code': 100,
  alphanumeric: 10,
};
/** Kinds of provider that the documents above are of, and how many messages a second they take from an account. */
const PROVIDERS: Record<string, number | null> = { twilio: null, vonage: 30 };
const TOLL_FREE = /^\+18(00|22|33|44|55|66|77|88)\d{7}$/;
/** Who picks the number, and keeps its pace, is the provider. */
const MESSAGING_SERVICE = /^mg[\da-f]{32}$/i;
/** For a sender that its provider asked to slow down, and of which nothing is documented. */
const CAREFUL: Rate = { perSecond: 1, perDay: null };

/** Null for what has no pace of its own: a mail address, a Messaging Service, an address of another channel. */
function kindOfSender(sender: string): SenderKind | null {
  if (sender.includes('@') || MESSAGING_SERVICE.test(sender)) return null;
  if (TOLL_FREE.test(sender)) return 'toll-free';
  const party = textParty(sender);
  if (party?.kind === 'short code') return 'short code';
  if (party?.kind === 'name') return 'alphanumeric';
  if (party?.kind !== 'number') return null;
  return parsePhoneNumberFromString(party.address)?.countryCallingCode === '1'
    ? 'long code'
    : 'international number';
}

/** What is documented for a sender at a kind of provider; null: nothing. */
export function documentedPace(sender: string, type: MessageType, provider: string): Rate | null {
  if (type === 'email' || PROVIDERS[provider] === undefined) return null;
  const kind = kindOfSender(sender);
  return kind && { perSecond: PER_SECOND[kind], perDay: null };
}

/** The same of an account as a whole. */
export function documentedAccountPace(provider: string): Rate | null {
  const perSecond = PROVIDERS[provider] ?? null;
  return perSecond === null ? null : { perSecond, perDay: null };
}

/** The pace of a sender whose provider asked it to slow down. */
export function carefulPace(sender: string, type: MessageType, provider: string): Rate {
  return documentedPace(sender, type, provider) ?? CAREFUL;
}
