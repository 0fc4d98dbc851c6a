import { ApiProperty } from '@nestjs/swagger';
import type { SenderPool } from '#entities';
import { poolAddress } from '#messaging';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';

/** A number of a pool. */
export class PoolNumberView {
  @ApiProperty({ ...ADDRESS, example: '+15551234567', description: 'E.164 number or short code.' })
  number: string;
  @ApiProperty({
    type: 'integer',
    example: 1,
    description: 'Its share of new recipients, beside those of the others; 0: none.',
  })
  weight: number;
  @ApiProperty({
    ...SHOWN,
    type: [String],
    example: ['US'],
    description: 'Countries of recipients it is for (ISO 3166-1); none: as the number itself says.',
  })
  countries: string[];
}

/** Numbers that send under one name. */
export class SenderPoolView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ ...SHOWN, example: 'appointments', description: 'Its name.' }) name: string;
  @ApiProperty({ ...SHOWN, example: 'pool:appointments', description: 'What messages are sent `from`.' })
  sender: string;
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: 'Reminders',
    description: 'What it is for.',
  })
  description: string | null;
  @ApiProperty({ type: [PoolNumberView], description: 'In the order in which they were given.' })
  numbers: PoolNumberView[];
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
}

export class SenderPoolsView {
  @ApiProperty({ type: [SenderPoolView], description: 'All of them, by name.' })
  sender_pools: SenderPoolView[];
}

export function senderPoolView(pool: SenderPool): SenderPoolView {
  const { id, name, description, numbers, createdAt, updatedAt } = pool;
  return {
    id,
    name,
    sender: poolAddress(name),
    description,
    numbers,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
