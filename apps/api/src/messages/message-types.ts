import type { MessageType } from '#entities';

/** What can be sent. */
export const MESSAGE_TYPES = ['sms', 'mms', 'email'] as const satisfies MessageType[];
