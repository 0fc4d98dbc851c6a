import type { ConsentChange, StoredEvent } from '#entities';
import type { Consent, InboundMessage } from '#providers';
import { inboundAddress } from '../addresses/inbound-address.js';
import { participantOf } from '../addresses/participants.js';
import type { PoolIndex } from '../senders/pool-index.js';
import { sendersOf } from '../senders/sender-identities.js';
import type { OptOut, OptOutWords } from './opt-out-words.js';

/** What a message to us says of its sender's will; only texts have such words. */
function optOutOf(inbound: InboundMessage, words: OptOutWords): OptOut | null {
  return inbound.channel === 'email' ? null : (inbound.optOut ?? words.meaningOf(inbound.body));
}

/**
 * What these events change of what recipients want: the last word of a recipient counts, by when it was said; of words
 * at the same time the last of them. STOP is to one of our numbers: it concerns that one, and the pool and the Messaging
 * Service that it stands for.
 */
export function consentChanges(events: StoredEvent[], words: OptOutWords, pools: PoolIndex): ConsentChange[] {
  const changes = new Map<string, ConsentChange>();
  for (const change of events.flatMap((event) => changesOf(event, words, pools))) {
    const key = JSON.stringify([change.channel, change.address, change.sender, change.reason]);
    const before = changes.get(key);
    if (!before || timeOf(before) <= timeOf(change)) changes.set(key, change);
  }
  return [...changes.values()];
}

/** The number that a Messaging Service sent from is barred with it. */
function numbersOf({ sentFrom }: StoredEvent, plain: (address: string) => string): string[] {
  return sentFrom ? [plain(sentFrom)] : [];
}

/** One without a time was said now. */
function timeOf({ at }: ConsentChange): number {
  return at ? new Date(at).getTime() : Infinity;
}

function changesOf(event: StoredEvent, words: OptOutWords, pools: PoolIndex): ConsentChange[] {
  const told = event.consent as Consent | null | undefined;
  if (told) {
    const type = told.channel === 'email' ? 'email' : 'sms';
    const plain = (address: string) => (address === '' ? '' : participantOf(inboundAddress(type, address)));
    const note = `${event.provider}: ${event.code ?? event.providerStatus}`;
    const at = event.occurredAt ?? event.receivedAt ?? null;
    const sender = plain(told.sender);
    const senders =
      sender === ''
        ? ['']
        : [
            ...new Set(
              [sender, ...numbersOf(event, plain)].flatMap((number) => sendersOf({ number }, pools)),
            ),
          ];
    return senders.map((each) => ({ ...told, address: plain(told.address), sender: each, note, at }));
  }
  const inbound = event.inbound as InboundMessage | null | undefined;
  const optOut = inbound ? optOutOf(inbound, words) : null;
  if (!inbound || optOut === null || optOut === 'help') return [];
  const number = participantOf(inboundAddress('sms', inbound.to));
  return sendersOf({ number, service: inbound.service }, pools).map((sender) => ({
    change: optOut === 'stop' ? 'suppress' : 'lift',
    channel: 'sms',
    address: participantOf(inboundAddress('sms', inbound.from)),
    sender,
    reason: 'stop',
    note: `message ${event.id}`,
    at: event.receivedAt ?? null,
  }));
}
