import { IsWholeNumber } from '../validation/value-fields.js';

const MAX_PER_PAGE = 100;
/** How many a page has when nothing is said. */
export const DEFAULT_PAGE_SIZE = 50;
/** More than any list has: past its end a page is empty. */
const MAX_OFFSET = 999_999_999_999_999;

/** How many entries of a list are wanted. */
export const IsPageLimit = () =>
  IsWholeNumber(1, MAX_PER_PAGE, {
    optional: true,
    default: DEFAULT_PAGE_SIZE,
    description: 'The maximum number of items.',
  });

/** How many entries of a list come before those that are wanted. */
export const IsOffset = () =>
  IsWholeNumber(0, MAX_OFFSET, {
    optional: true,
    default: 0,
    description: 'How many items to skip.',
  });

/** Which part of a list is wanted. */
export class PageDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;
  @IsOffset() offset: number = 0;
}
