import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `sms` carries MMS as well: to the two people it is one conversation. */
export type ConversationChannel = 'sms' | 'email';

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
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
