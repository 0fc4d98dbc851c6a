import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One event a provider told us, kept whether or not it changed anything; unique per provider's event id. */
@Entity('webhook_events')
export class WebhookEvent {
  @PrimaryColumn('uuid') id: string;
  @Column('text') provider: string;
  @Column('text', { name: 'event_id' }) eventId: string;
  @Column('text') kind: string;
  @Column('text', { name: 'provider_status' }) providerStatus: string;
  @Column('text', { name: 'provider_message_id', nullable: true }) providerMessageId: string | null;
  @Column('uuid', { name: 'message_id', nullable: true }) messageId: string | null;
  @Column('text', { nullable: true }) code: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { name: 'occurred_at', nullable: true }) occurredAt: Date | null;
  @Column('jsonb') payload: Record<string, unknown>;
  /** The message it brought. */
  @Column('jsonb', { nullable: true }) inbound: object | null;
  /** The recipient's will it tells of. */
  @Column('jsonb', { nullable: true }) consent: object | null;
  /** Why it could not be applied, the last time. */
  @Column('text', { nullable: true }) error: string | null;
  @Column('int') attempts: number;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt: Date | null;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: Date;
  /** Null until its effect, which may be none, is in the database. */
  @Column('timestamptz', { name: 'applied_at', nullable: true }) appliedAt: Date | null;
}
