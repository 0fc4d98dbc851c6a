import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `sms` carries MMS as well: to the two people it is one conversation. */
export type ConversationChannel = 'sms' | 'email';

/** `direct`: one per channel and pair. `thread`: opened on purpose, any number. */
export type ConversationType = 'direct' | 'thread';

export type ConversationStatus = 'active' | 'archived' | 'closed';

/** What two participants say to each other over one channel. */
@Entity('conversations')
export class Conversation {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { name: 'channel_type' }) channelType: ConversationChannel;
  @Column('text', { name: 'participant_from' }) participantFrom: string;
  @Column('text', { name: 'participant_to' }) participantTo: string;
  /** The pair in byte order, whoever wrote first: A to B and B to A are one conversation. */
  @Column('text', { name: 'participant_low' }) participantLow: string;
  @Column('text', { name: 'participant_high' }) participantHigh: string;
  @Column('text') type: ConversationType;
  @Column('text') status: ConversationStatus;
  @Column('text', { nullable: true }) title: string | null;
  @Column('jsonb') metadata: Record<string, unknown>;
  /** Without the messages that are still in `message_index_tail`, as `lastMessageAt`. PostgreSQL's bigint comes as text. */
  @Column('bigint', { name: 'message_count' }) messageCount: string;
  @Column('timestamptz', { name: 'last_message_at', nullable: true }) lastMessageAt: Date | null;
  /** Inbound messages since somebody read it. */
  @Column('int', { name: 'unread_count' }) unreadCount: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
