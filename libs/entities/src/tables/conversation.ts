/** `sms` carries MMS as well: to the two people it is one conversation. */
export type ConversationChannel = 'sms' | 'email';

/** `direct`: one per channel and pair. `thread`: opened on purpose, any number. */
export type ConversationType = 'direct' | 'thread';

export type ConversationStatus = 'active' | 'archived' | 'closed';
