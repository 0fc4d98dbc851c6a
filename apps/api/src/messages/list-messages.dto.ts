import type { MessageFilter } from '#entities';
import { DEFAULT_PAGE_SIZE, IsOffset, IsPageLimit } from '../http/pages/page.dto.js';
import { IsText } from '../http/validation/text-fields.js';
import { InvalidFields } from '../problems/field-error.js';
import { idOf } from './message-cursor.js';
import { MessageFilterDto, messageFilterOf, uncountedField } from './message-filter.dto.js';

const MAX_CURSOR_LENGTH = 64;

/** The query of `GET /api/v1/messages`. */
export class ListMessagesDto extends MessageFilterDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;
  @IsOffset() offset: number = 0;

  @IsText(0, MAX_CURSOR_LENGTH, {
    optional: true,
    check: (text) =>
      text === '' || idOf(text) !== null ? null : 'must be a next_cursor, or empty for the first page',
    description:
      'Empty for the first page, then the `next_cursor` of the page before: a list without a count. Implied by `search`, `priority`, `provider`, `error_code`, `destination`, `api_key_id`, `changed_after` and `changed_before`.',
  })
  cursor?: string;

  /** @throws InvalidFields when an offset comes with a cursor, or with a filter whose lists have one. */
  static filterOf(query: ListMessagesDto): MessageFilter {
    const without = query.cursor === undefined ? uncountedField(query) : 'cursor';
    if (without !== undefined && query.offset > 0)
      throw new InvalidFields([{ field: 'offset', reason: `is not possible together with ${without}` }]);
    return { ...messageFilterOf(query), after: query.cursor ? (idOf(query.cursor) ?? undefined) : undefined };
  }

  /** True for a list that is counted, and is walked by offset. */
  static isCounted(query: ListMessagesDto): boolean {
    return query.cursor === undefined && uncountedField(query) === undefined;
  }
}
