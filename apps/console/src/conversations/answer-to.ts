import type { Schemas } from '../api/api.js';
import { contactOf, type Message, ownAddressOf } from '../messages/message-parts.js';

const SHARED = /^(pool:.+|MG[0-9a-f]{32})$/i;

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
      : { from: sharedSender(conversation) ?? ownAddressOf(last), to: contactOf(last) };
  return {
    type: conversation.channel_type,
    ...addresses,
    body,
    ...(answered && { parent_id: answered.id }),
    ...(conversation.channel_type === 'email' && { subject: subjectAfter(answered?.subject) }),
  };
}

/** Whom the conversation is with on our side, where that is a sender pool or a Messaging Service, and no one number. */
function sharedSender({ participant_from, participant_to }: Schemas['Conversation']): string | null {
  return [participant_from, participant_to].find((each) => SHARED.test(each)) ?? null;
}

/** Why nobody can answer this address of a text; null: it can be answered. */
export function unanswerable(to: string): string | null {
  if (/^\+\d/.test(to) || to.includes('\u2022')) return null;
  if (/^\d+$/.test(to)) return 'is a short code, which cannot be written to';
  return to.includes(':')
    ? 'wrote over another channel, which cannot be answered from here'
    : 'is a name, which cannot be written to';
}

function subjectAfter(subject: string | null | undefined): string {
  const said = subject ?? '';
  return /^re:/i.test(said) ? said : `Re: ${said}`.trim();
}
