import type { Schemas } from '../api/api.js';
import { contactOf, type Message, ownAddressOf } from '../messages/message-parts.js';

/**
 * What is sent when this is said in a conversation: to whom the last message was with, from where they wrote to. `messages` are
 * newest first.
 */
export function answerTo(
  conversation: Schemas['Conversation'],
  messages: Message[],
  body: string,
): Schemas['SendMessage'] {
  const [last] = messages;
  const answered = messages.find(({ direction }) => direction === 'inbound') ?? last;
  const addresses =
    last === undefined
      ? { from: conversation.participant_from, to: conversation.participant_to }
      : { from: ownAddressOf(last), to: contactOf(last) };
  return {
    type: conversation.channel_type,
    ...addresses,
    body,
    ...(answered && { parent_id: answered.id }),
    ...(conversation.channel_type === 'email' && { subject: subjectAfter(answered?.subject) }),
  };
}

function subjectAfter(subject: string | null | undefined): string {
  const said = subject ?? '';
  return /^re:/i.test(said) ? said : `Re: ${said}`.trim();
}
