import { ApiProperty } from '@nestjs/swagger';
import type { ErasureReceipt } from '#entities';

/** How much was removed, by what it was; what was made a hash counts too. */
export class ErasureCountsView {
  @ApiProperty({ type: 'integer', example: 1, description: 'Conversations.' }) conversations: number;
  @ApiProperty({ type: 'integer', example: 12, description: 'Messages, with all that belongs to them.' })
  messages: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Of the messages: kept from being sent.' })
  canceled: number;
  @ApiProperty({ type: 'integer', example: 31, description: 'What providers told.' }) provider_events: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Suppressions; each holds on by its hash.' })
  suppressions: number;
  @ApiProperty({
    type: 'integer',
    example: 0,
    description: 'Webhooks, waiting or told, besides those of the messages.',
  })
  webhooks: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'Mails to others that named it as a copy.' })
  copies: number;
  @ApiProperty({
    type: 'integer',
    example: 1,
    description: 'Bulk actions, idempotency keys, choices of senders and counters of tags.',
  })
  other_rows: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'Dead letters and keys of Redis.' }) redis: number;
}

/** The receipt of an erasure. It does not say whose it was. */
export class ErasureView {
  @ApiProperty({ format: 'uuid', description: 'Its id.' }) id: string;
  @ApiProperty({ enum: ['address', 'conversation'], description: 'What was to be erased.' }) kind: string;
  @ApiProperty({
    enum: ['running', 'done'],
    description: '`running`: processors go on with it; a message that is being sent is waited for.',
  })
  status: string;
  @ApiProperty({ type: ErasureCountsView, description: 'How much was erased so far.' })
  counts: ErasureCountsView;
  @ApiProperty({ description: 'When it was asked for.' }) requested_at: Date;
  @ApiProperty({ description: 'When it last came on.' }) updated_at: Date;
  @ApiProperty({ type: Date, nullable: true, description: 'When nothing was left.' })
  finished_at: Date | null;
}

const NONE: ErasureCountsView = {
  conversations: 0,
  messages: 0,
  canceled: 0,
  provider_events: 0,
  suppressions: 0,
  webhooks: 0,
  copies: 0,
  other_rows: 0,
  redis: 0,
};

export function erasureView(receipt: ErasureReceipt): ErasureView {
  const { id, kind, status, counts, requestedAt, updatedAt, finishedAt } = receipt;
  return {
    id,
    kind,
    status,
    counts: { ...NONE, ...counts },
    requested_at: requestedAt,
    updated_at: updatedAt,
    finished_at: finishedAt,
  };
}
