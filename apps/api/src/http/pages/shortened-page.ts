import { ApiPropertyOptional } from '@nestjs/swagger';

/** For the documents: the field that a page has when it holds fewer than were asked for, and the list goes on. */
export const ApiNextOffset = () =>
  ApiPropertyOptional({
    type: 'integer',
    description:
      'Present when the page ends early, because its messages have 4 MB together: where the next page begins.',
  });

/** That field, or nothing. */
export function nextOffset(
  { messages, hasMore }: { messages: unknown[]; hasMore: boolean },
  { limit, offset }: { limit: number; offset: number },
): { next_offset?: number } {
  return hasMore && messages.length < limit ? { next_offset: offset + messages.length } : {};
}
