import type { ConsentChange, StoredEvent } from '#entities';
import type { Consent, InboundMessage } from '#providers';
import { inboundAddress } from '../addresses/inbound-address.js';
import { participantOf } from '../addresses/participants.js';
import type { OptOut, OptOutWords } from './opt-out-words.js';

/** What a message to us says of its sender's will; only texts have such words. */
function optOutOf(inbound: InboundMessage, words: OptOutWords): OptOut | null {
  return inbound.channel === 'email' ? null : (inbound.optOut ?? words.meaningOf(inbound.body));
}

/**
 * What these events change of what recipients want: the last word of a recipient counts, by when it was said; of words
 * at the same time the last of them. STOP is to one of our numbers, and concerns that one.
 */
export function consentChanges(events: StoredEvent[], words: OptOutWords): ConsentChange[] {
  const changes = new Map<string, ConsentChange>();
  for (const change of events.flatMap((event) => changeOf(event, words) ?? [])) {
    const key = JSON.stringify([change.channel, change.address, change.sender, change.reason]);
    const before = changes.get(key);
    if (!before || timeOf(before) <= timeOf(change)) changes.set(key, change);
  }
  return [...changes.values()];
}

/** One without a time was said now. */
function timeOf({ at }: ConsentChange): number {
  return at ? new Date(at).getTime() : Infinity;
}

function changeOf(event: StoredEvent, words: OptOutWords): ConsentChange | null {
  const told = event.consent as Consent | null | undefined;
  if (told) {
    const type = told.channel === 'email' ? 'email' : 'sms';
    const plain = (address: string) => (address === '' ? '' : participantOf(inboundAddress(type, address)));
    const note = `${event.provider}: ${event.code ?? event.providerStatus}`;
    const at = event.occurredAt ?? event.receivedAt ?? null;
    return { ...told, address: plain(told.address), sender: plain(told.sender), note, at };
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
    at: event.receivedAt ?? null,
  };
}
