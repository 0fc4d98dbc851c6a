import type { ConversationChannel, MessageType } from '#entities';

/** SMS and MMS between two numbers are one conversation. */
export function channelOf(type: MessageType): ConversationChannel {
  return type === 'email' ? 'email' : 'sms';
}

/**
 * Whom a normalised address stands for: without a display name, in lower case. `Shop <Info@a.org>` and `info@a.org` are one
 * participant, and so are the senders `ACME` and `Acme`: who does not want the one does not want the other.
 */
export function participantOf(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).toLowerCase();
}

/** The two participants in byte order, whoever writes to whom. */
export function pairOf(from: string, to: string): { low: string; high: string } {
  const [one, other] = [participantOf(from), participantOf(to)];
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) <= 0
    ? { low: one, high: other }
    : { low: other, high: one };
}
