/** Everybody the benchmark writes to. More than the api remembers the numbers of, and all of them known pairs. */
export const RECIPIENTS = 100_000;
export const SENDER = '+15550000000';
export const BODY = 'Your code is 123456. It is valid for ten minutes; do not share it with anybody.';

/** The number of recipient `index` (0 to RECIPIENTS - 1), as E.164. */
export function recipient(index: number): string {
  return `+1555${1_000_000 + index}`;
}

/** The same in SQL. */
export function recipientSql(index: string): string {
  return `'+1555' || (1000000 + ${index})`;
}
