import { IsWholeNumber } from '../validation/value-fields.js';

const MAX_PER_PAGE = 100;
/** How many a page has when nothing is said. */
export const PER_PAGE = 50;
/** More than any list has: past its end a page is empty. */
const MAX_OFFSET = 999_999_999_999_999;

/** How many entries of a list are wanted. */
export const IsPageLimit = () =>
  IsWholeNumber(1, MAX_PER_PAGE, { optional: true, default: PER_PAGE, description: 'How many at most.' });

/** Which part of a list is wanted. */
export class PageDto {
  @IsPageLimit() limit: number = PER_PAGE;

  @IsWholeNumber(0, MAX_OFFSET, {
    optional: true,
    default: 0,
    description: 'How many to pass over, from the beginning.',
  })
  offset: number = 0;
}
