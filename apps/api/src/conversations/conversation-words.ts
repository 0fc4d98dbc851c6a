import type { ConversationStatus, ConversationType } from '#entities';

export const CONVERSATION_TYPES = ['direct', 'thread'] as const satisfies ConversationType[];
export const CONVERSATION_STATUSES = ['active', 'archived', 'closed'] as const satisfies ConversationStatus[];
