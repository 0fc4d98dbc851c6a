import type { ConversationStatus } from '#entities';

export const CONVERSATION_STATUSES = ['active', 'archived', 'closed'] as const satisfies ConversationStatus[];
