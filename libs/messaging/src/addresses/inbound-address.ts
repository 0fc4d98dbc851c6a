import type { InboundMessage } from '#providers';
import { normaliseEmail } from './normalise.js';
import { textParty } from './text-party.js';

const MAX_ADDRESS_LENGTH = 320;

/** Normalised where it is an address of its kind (a text may come from a short code or a name); where not as it came, as far as it can be kept. */
export function inboundAddress(type: InboundMessage['channel'], given: string): string {
  const address = given.replaceAll('\0', '');
  const normalised = type === 'email' ? normaliseEmail(address) : textParty(address)?.address;
  return (normalised ?? address.trim().slice(0, MAX_ADDRESS_LENGTH)).toWellFormed();
}
