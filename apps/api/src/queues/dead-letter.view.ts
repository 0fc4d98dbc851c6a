import { ApiProperty } from '@nestjs/swagger';
import { messageOfEntry } from '#messaging';
import type { DeadEntry } from '#queue';
import { SHOWN, WORDS } from '../access/mask-kinds.js';

/** An entry that was given up. */
export class DeadLetterView {
  @ApiProperty({ ...SHOWN, example: '1767225600000-0', description: 'By which it is replayed or discarded.' })
  id: string;
  @ApiProperty({ ...SHOWN, example: '1767225500000-0', description: 'The id it had in its queue.' })
  entry_id: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The message that it speaks of; null: of none, or it cannot be read.',
    example: '0192d3a4-0000-7000-8000-000000000000',
  })
  message_id: string | null;
  @ApiProperty({
    example: '{"message_id":"0192d3a4-0000-7000-8000-000000000000","retry_count":0}',
    description: 'What is in it, as it was.',
  })
  data: string;
  @ApiProperty({ ...WORDS, example: 'failed 5 times: out of memory', description: 'Why it was given up.' })
  reason: string;
  @ApiProperty({ type: 'integer', example: 5, description: 'How often it was given to a handler.' })
  deliveries: number;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: '2026-01-31T12:00:00.000Z',
    description: 'When that was.',
  })
  died_at: Date | null;
}

export class DeadLettersView {
  @ApiProperty({ type: [DeadLetterView], description: 'Oldest first.' }) dead_letters: DeadLetterView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: null,
    description: '`cursor` of the next page; null on the last.',
  })
  next_cursor: string | null;
}

/** What became of a choice of dead letters. */
export class DeadLettersDoneView {
  @ApiProperty({ type: 'integer', example: 1, description: 'With how many it was done.' }) count: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'How many of `ids` are not there.' })
  not_found: number;
}

export function deadLetterView({ id, entryId, data, reason, deliveries, diedAt }: DeadEntry): DeadLetterView {
  const died = new Date(diedAt);
  return {
    id,
    entry_id: entryId,
    message_id: messageOfEntry(data),
    data,
    reason,
    deliveries,
    died_at: Number.isNaN(died.getTime()) ? null : died,
  };
}
