import type { ConversationChannel } from '#entities';
import { normaliseEmail, normaliseNumber, participantOf, textParty } from '#messaging';

/** Who writes or is written to on this channel, normalised; null for what is nobody there. */
export function addressOn(channel: ConversationChannel, text: string): string | null {
  return channel === 'email' ? normaliseEmail(text) : (textParty(text)?.address ?? null);
}

/** Who can be written to on this channel, as its suppressions have him; null for what is none of that channel. */
export function recipientOn(channel: ConversationChannel, text: string): string | null {
  const address = channel === 'email' ? normaliseEmail(text) : normaliseNumber(text);
  return address === null ? null : participantOf(address);
}
