import type { MessageType } from '#entities';

/** A message as a client asked for it: valid, with its addresses normalised. */
export interface Draft {
  type: MessageType;
  from: string;
  to: string;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: string[];
  metadata: Record<string, unknown>;
}
