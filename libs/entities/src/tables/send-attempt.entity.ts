import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `absent`: an unknown outcome that was looked up and is certainly not at the provider. */
export type AttemptOutcome = 'accepted' | 'permanent' | 'retryable' | 'unknown' | 'absent';

/** One call to a provider, written before the request leaves. */
@Entity('send_attempts')
export class SendAttempt {
  @PrimaryColumn('uuid', { name: 'message_id' }) messageId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('int') number: number;
  @Column('text') provider: string;
  @Column('timestamptz', { name: 'started_at' }) startedAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  /** Null while the call is in flight; `unknown` until it is settled, and for good where it cannot be. */
  @Column('text', { nullable: true }) outcome: AttemptOutcome | null;
  @Column('int', { name: 'http_status', nullable: true }) httpStatus: number | null;
  @Column('text', { name: 'provider_code', nullable: true }) providerCode: string | null;
  @Column('text', { name: 'provider_message', nullable: true }) providerMessage: string | null;
  @Column('text', { name: 'provider_message_id', nullable: true }) providerMessageId: string | null;
  @Column('int', { name: 'latency_ms', nullable: true }) latencyMs: number | null;
}
