import type { ConversationType } from '#entities';

/** The kinds of conversation a message can be sent into. */
export const CONVERSATION_TYPES = ['direct', 'thread'] as const satisfies ConversationType[];
