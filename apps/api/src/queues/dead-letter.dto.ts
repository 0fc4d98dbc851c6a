import { IsPageLimit, DEFAULT_PAGE_SIZE } from '../http/pages/page.dto.js';
import { IsListOf } from '../http/validation/list-fields.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsBooleanValue } from '../http/validation/value-fields.js';
import { InvalidFields } from '../problems/field-error.js';

const MAX_IDS = 1_000;
/** An id of an entry in a stream. */
const ENTRY_ID = /^\d{1,20}-\d{1,20}$/;
const EXAMPLE = '1767225600000-0';

/** The query of `GET /api/v1/admin/queues/{name}/dead-letters`. */
export class ListDeadLettersDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;

  @IsText(0, 64, {
    optional: true,
    check: (text) => (text === '' || ENTRY_ID.test(text) ? null : 'must be a next_cursor, or empty'),
    description: 'The `next_cursor` of the page before; empty or left out for the first page.',
    example: EXAMPLE,
  })
  cursor?: string;
}

/** Which dead letters are meant: either some, or all of them. */
export class ChosenDeadLettersDto {
  @IsListOf(
    MAX_IDS,
    {
      schema: { type: 'string', pattern: ENTRY_ID.source },
      check: (item) =>
        typeof item === 'string' && ENTRY_ID.test(item) ? null : `is no id, such as ${EXAMPLE}`,
    },
    { optional: true, description: 'Their ids, at most 1,000.', example: [EXAMPLE] },
  )
  ids?: string[];

  @IsBooleanValue({ optional: true, description: 'All that are dead now.', example: false })
  all?: boolean;
}

/** @throws InvalidFields when neither some nor all are asked for, or both. */
export function chosenOf({ ids, all = false }: ChosenDeadLettersDto): 'all' | string[] {
  if (all === (ids !== undefined && ids.length > 0))
    throw new InvalidFields([{ field: 'ids', reason: 'must be given, or `all` must be true, and not both' }]);
  return all ? 'all' : [...new Set(ids)];
}
