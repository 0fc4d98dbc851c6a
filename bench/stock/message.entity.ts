import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { Conversation } from './conversation.entity.js';

@Entity('messages')
export class Message {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'conversation_id' }) conversationId: string;
  @ManyToOne(() => Conversation) @JoinColumn({ name: 'conversation_id' }) conversation: Conversation;
  @Column('text') type: string;
  @Column('text') status: string;
  @Column('text', { name: 'from_address' }) from: string;
  @Column('text', { name: 'to_address' }) to: string;
  @Column('text') body: string;
  @Column('jsonb', { default: [] }) attachments: string[];
  @Column('jsonb', { default: {} }) metadata: Record<string, unknown>;
  @Column('text', { nullable: true }) provider: string | null;
  /** Callbacks find their message by it. */
  @Index() @Column('text', { name: 'provider_message_id', nullable: true }) providerMessageId: string | null;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' }) updatedAt: Date;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt: Date | null;
}
