import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SHOWN } from '../access/mask-kinds.js';
import { ApiNextOffset } from '../http/pages/shortened-page.js';
import { MessageView } from './message.view.js';

/** A page of a list that is counted. */
export class CountedMessagesView {
  @ApiProperty({ type: [MessageView], description: 'Newest first.' }) messages: MessageView[];
  @ApiProperty({ type: 'integer', description: 'How many match in all; exact up to 10,000.' }) total: number;
  @ApiPropertyOptional({ enum: [true], description: 'Present when `total` is an estimate.' })
  total_is_estimate?: true;
  @ApiProperty({ type: 'integer' }) limit: number;
  @ApiProperty({ type: 'integer' }) offset: number;
  @ApiNextOffset() next_offset?: number;
  @ApiPropertyOptional({
    ...SHOWN,
    type: String,
    description: 'Given beside `next_offset`: the same position for a client that continues with `cursor`.',
  })
  next_cursor?: string;
}

/** A page of a list that goes from cursor to cursor. */
export class MessagesFromCursorView {
  @ApiProperty({
    type: [MessageView],
    description:
      'Newest first. Fewer than `limit`, or none, where a page would exceed 4 MB, or where what matches is so rare that it took too long to find more: the list goes on while there is a `next_cursor`.',
  })
  messages: MessageView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    description: 'For the next page; null: there is none.',
  })
  next_cursor: string | null;
}
