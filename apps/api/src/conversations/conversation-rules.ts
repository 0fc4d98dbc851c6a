import { normaliseEmail, participantAsked, textParty } from '#messaging';
import type { ConversationChannel } from '#entities';
import { unstorable } from '../http/validation/unstorable.js';
import { rule } from '../http/validation/rule.js';
import { NO_MAILBOX } from '../messages/address-rules.js';

export { participantAsked };

const AT = /[@\uff20\ufe6b]/;

/** What a request has of a conversation's two, not yet known to be right. */
interface Participants {
  channel_type?: unknown;
  participant_from?: unknown;
  participant_to?: unknown;
}

/** The channel of a request for a conversation, an mms going with sms; where it says none, that of the participants. */
export function channelAsked({
  channel_type,
  participant_from,
  participant_to,
}: Participants): ConversationChannel {
  const isMail = (address: unknown) => typeof address === 'string' && AT.test(address);
  if (channel_type !== undefined && channel_type !== null) return channel_type === 'email' ? 'email' : 'sms';
  return isMail(participant_from) || isMail(participant_to) ? 'email' : 'sms';
}

/** Who speaks on that channel, normalised; null for what is nobody there. */
export function participantOn(channel: ConversationChannel, address: string): string | null {
  return channel === 'email' ? normaliseEmail(address) : (textParty(address)?.address ?? null);
}

/** A number, a short code or a sender's name where the conversation's channel is sms, an email address where it is email. */
export const IsParticipant = () =>
  rule('isParticipant', (value, body) => {
    if (typeof value !== 'string' || value === '') return 'must be a string, and is required';
    const malformed = unstorable(value);
    if (malformed) return malformed;
    const channel = channelAsked(body);
    if (participantOn(channel, value) !== null) return null;
    return channel === 'email'
      ? NO_MAILBOX
      : "must be a phone number in E.164 form, for example +15551234567, a short code or a sender's name";
  });
