import type { InboundMessage } from '#providers';
import { normaliseEmail } from './normalise.js';
import { textParty } from './text-party.js';

const MAX_ADDRESS_LENGTH = 320;

/** Normalised where it is an address of its kind (a text may come from a short code or a name); as it came where not. */
export function inboundAddress(type: InboundMessage['channel'], address: string): string {
  const normalised = type === 'email' ? normaliseEmail(address) : textParty(address)?.address;
  return normalised ?? address.trim().slice(0, MAX_ADDRESS_LENGTH);
}
