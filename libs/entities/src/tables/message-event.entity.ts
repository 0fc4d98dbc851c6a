import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageStatus } from './message-status.js';

/** One line of a message's timeline. Only ever added. */
@Entity('message_events')
export class MessageEvent {
  @PrimaryColumn('uuid', { name: 'message_id' }) messageId: string;
  /** Rises in the order of writing. */
  @PrimaryColumn('bigint') id: string;
  /** What happened: `accepted`, `sending`, `sent`, `retry`, `outcome_unknown`, ... */
  @Column('text') type: string;
  /** The status after this event. */
  @Column('text') status: MessageStatus;
  @Column('text', { nullable: true }) reason: string | null;
  /** Which call to the provider this was about; null before the first. */
  @Column('int', { nullable: true }) attempt: number | null;
  @Column('jsonb', { nullable: true }) detail: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
