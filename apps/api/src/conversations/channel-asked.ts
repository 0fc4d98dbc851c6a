import type { ConversationChannel } from '#entities';

const AT = /[@\uff20\ufe6b]/;

/** What a request has of a conversation's two, not yet known to be right. */
interface Participants {
  channel_type?: unknown;
  participant_from?: unknown;
  participant_to?: unknown;
}

/** The channel of a request for a conversation, an mms going with sms; where it says none, that of the participants. */
export function requestedChannel({
  channel_type,
  participant_from,
  participant_to,
}: Participants): ConversationChannel {
  const isMail = (address: unknown) => typeof address === 'string' && AT.test(address);
  if (channel_type !== undefined && channel_type !== null) return channel_type === 'email' ? 'email' : 'sms';
  return isMail(participant_from) || isMail(participant_to) ? 'email' : 'sms';
}
