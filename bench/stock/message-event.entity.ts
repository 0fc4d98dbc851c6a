import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('message_events')
export class MessageEvent {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @Index() @Column('uuid', { name: 'message_id' }) messageId: string;
  @Column('text') type: string;
  @Column('jsonb', { nullable: true }) detail: Record<string, unknown> | null;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
}
