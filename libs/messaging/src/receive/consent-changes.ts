import type { ConsentChange, StoredEvent } from '#entities';
import type { Consent, InboundMessage } from '#providers';
import { participantOf } from '../addresses/participants.js';
import { inboundAddress } from './new-inbound.js';
import type { OptOut, OptOutWords } from './opt-out-words.js';

/** What a message to us says of its sender's will; only texts have such words. */
export function optOutOf(inbound: InboundMessage, words: OptOutWords): OptOut | null {
  return inbound.channel === 'email' ? null : (inbound.optOut ?? words.meaningOf(inbound.body));
}

/**
 * What these events change of what recipients want, in their order: the last word of a recipient counts. STOP is to one
 * of our numbers, and concerns that one.
 */
export function consentChanges(events: StoredEvent[], words: OptOutWords): ConsentChange[] {
  const changes = new Map<string, ConsentChange>();
  for (const change of events.flatMap((event) => changeOf(event, words) ?? [])) {
    changes.set(JSON.stringify([change.channel, change.address, change.sender, change.reason]), change);
  }
  return [...changes.values()];
}

function changeOf(event: StoredEvent, words: OptOutWords): ConsentChange | null {
  const told = event.consent as Consent | null | undefined;
  if (told) {
    const type = told.channel === 'email' ? 'email' : 'sms';
    const plain = (address: string) => (address === '' ? '' : participantOf(inboundAddress(type, address)));
    const note = `${event.provider}: ${event.code ?? event.providerStatus}`;
    return { ...told, address: plain(told.address), sender: plain(told.sender), note };
  }
  const inbound = event.inbound as InboundMessage | null | undefined;
  const optOut = inbound ? optOutOf(inbound, words) : null;
  if (!inbound || optOut === null || optOut === 'help') return null;
  return {
    change: optOut === 'stop' ? 'suppress' : 'lift',
    channel: 'sms',
    address: participantOf(inboundAddress('sms', inbound.from)),
    sender: participantOf(inboundAddress('sms', inbound.to)),
    reason: 'stop',
    note: `message ${event.id}`,
  };
}
