import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

@Entity('conversations')
@Unique(['channel', 'participantLow', 'participantHigh'])
export class Conversation {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') channel: string;
  @Column('text', { name: 'participant_low' }) participantLow: string;
  @Column('text', { name: 'participant_high' }) participantHigh: string;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
}
