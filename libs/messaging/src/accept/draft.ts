import type { ConversationType, MessageOptions, MessagePriority, MessageType } from '#entities';

/** A message as a client asked for it: valid, with its addresses normalised. */
export interface Draft {
  type: MessageType;
  /** Default `normal`. */
  priority?: MessagePriority;
  from: string;
  to: string;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: string[];
  metadata: Record<string, unknown>;
  tags?: string[];
  options?: MessageOptions;
  /** The message it answers, and the conversation that message is in. */
  parent?: { messageId: string; conversationId: string };
  /** Default `direct`. */
  conversationType?: ConversationType;
  /** Not before that; default now. */
  sendAt?: Date | null;
  /** Not after that; default ever. */
  expiresAt?: Date | null;
  /** Or not after so many seconds, from when it may be sent. */
  validitySeconds?: number | null;
  /** The key it is sent with. */
  apiKeyId?: string;
  /** The id that the client gave the request. */
  clientRequestId?: string | null;
  /** The W3C trace context of the request. */
  traceparent?: string | null;
}
