import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { normaliseNumber, plainDigits } from './normalise.js';

/**
 * Who may stand at an end of a text. `channel`: an address of another channel that Twilio carries, `whatsapp:+1555...`.
 * `service`: a Messaging Service of Twilio. `pool`: of ours, `pool:appointments`; no name of a sender has a colon.
 */
export interface TextParty {
  kind: 'number' | 'short code' | 'name' | 'channel' | 'service' | 'pool';
  address: string;
}

const SHORT_CODE = /^\d{3,8}$/;
/** https://www.twilio.com/docs/messaging/api/service-resource */
const SERVICE = /^MG[0-9a-f]{32}$/i;
const POOL = /^pool:([a-z0-9][a-z0-9_-]{0,39})$/i;
const CHANNEL = /^(?<scheme>[a-z][a-z\d]{1,19}):(?<rest>[^\s\p{Cc}].{0,200})$/iu;
/** What carriers and other networks let stand as a sender; not what begins like a number. */
const NAME = /^(?!\+\d)(?=.*\p{L})[^@<>"\p{C}\u2028\u2029]{1,40}$/u;
/** Twilio, "Alphanumeric Sender ID": 1 to 11 of these, one letter at least. */
const OWN_NAME = /^(?=.*[a-z])[a-z\d +\-_&]{1,11}$/i;
/**
 * Where carriers take texts from numbers only: the United States with their territories, and Canada.
 * https://help.twilio.com/articles/223133767-International-support-for-Alphanumeric-Sender-ID
 */
const WITHOUT_NAMES = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP', 'CA']);

/** Whom this text names, normalised; null when nobody can have it as sender or recipient of a text. */
export function textParty(text: string): TextParty | null {
  const number = normaliseNumber(text);
  if (number !== null) return { kind: 'number', address: number };
  const address = plainDigits(text);
  if (SHORT_CODE.test(address)) return { kind: 'short code', address };
  if (SERVICE.test(address)) return { kind: 'service', address: `MG${address.slice(2).toLowerCase()}` };
  const pool = poolNameOf(address);
  if (pool !== null) return { kind: 'pool', address: poolAddress(pool) };
  if (/^pool:/i.test(address)) return null;
  const { scheme, rest } = CHANNEL.exec(address)?.groups ?? {};
  if (scheme !== undefined && rest !== undefined)
    return { kind: 'channel', address: `${scheme.toLowerCase()}:${normaliseNumber(rest) ?? rest.trim()}` };
  return NAME.test(address) ? { kind: 'name', address } : null;
}

/** Whether a name may be a sender of ours. */
export function isAlphanumericSender(name: string): boolean {
  return OWN_NAME.test(name);
}

/**
 * Whether a sender's name certainly reaches no phone with this number. Of a number that no plan has given to a country of
 * `+1`, such as those of fiction, nothing is certain.
 */
export function refusesNames(number: string): boolean {
  return WITHOUT_NAMES.has(parsePhoneNumberFromString(number)?.country ?? '');
}

/** The name of the pool that this sender is; null: it is none. */
export function poolNameOf(sender: string): string | null {
  return POOL.exec(sender)?.[1]?.toLowerCase() ?? null;
}

/** A pool of this name, as a sender. */
export function poolAddress(name: string): string {
  return `pool:${name}`;
}

/** Whether a sender is a pool. */
export function isPool(sender: string): boolean {
  return sender.startsWith('pool:');
}

/** Whether a sender is a Messaging Service, in whatever case. */
export function isMessagingService(sender: string): boolean {
  return SERVICE.test(sender);
}
