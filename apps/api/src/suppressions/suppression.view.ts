import { ApiProperty } from '@nestjs/swagger';
import type { Suppression } from '#entities';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';

/** A suppression as clients see it. */
export class SuppressionView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({
    ...ADDRESS,
    example: '+15559876543',
    description: 'E.164, or an email address in lower case.',
  })
  address: string;
  @ApiProperty({ enum: ['sms', 'email'], description: '`sms` includes `mms`.' }) channel: string;
  @ApiProperty({
    ...ADDRESS,
    type: String,
    nullable: true,
    example: null,
    description: 'The sender it applies to (a STOP applies to one number); null: all senders.',
  })
  sender: string | null;
  @ApiProperty({ enum: ['stop', 'bounce', 'complaint', 'unsubscribe', 'manual'] }) reason: string;
  @ApiProperty({ type: String, nullable: true, example: 'Asked by phone' }) note: string | null;
  @ApiProperty() created_at: Date;
}

export class SuppressionListView {
  @ApiProperty({ type: [SuppressionView], description: 'Newest first.' }) suppressions: SuppressionView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    description: '`cursor` of the next page; null on the last.',
  })
  next_cursor: string | null;
}

export function suppressionView(suppression: Suppression): SuppressionView {
  const { id, address, channel, sender, reason, note, createdAt } = suppression;
  return { id, address, channel, sender: sender === '' ? null : sender, reason, note, created_at: createdAt };
}
