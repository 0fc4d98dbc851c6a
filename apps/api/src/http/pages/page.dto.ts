import { IntegerParameter } from '../validation/query-parameters.js';

const MOST_PER_PAGE = 100;
const PER_PAGE = 50;
/** More than any list has: past its end a page is empty. */
const FARTHEST = 999_999_999_999_999;

/** Which part of a list is wanted. */
export class PageDto {
  @IntegerParameter(1, MOST_PER_PAGE, { preset: PER_PAGE, description: 'How many at most.' })
  limit: number = PER_PAGE;

  @IntegerParameter(0, FARTHEST, { preset: 0, description: 'How many to pass over, from the beginning.' })
  offset: number = 0;
}
