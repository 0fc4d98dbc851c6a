import { table } from '../client/table.js';

/** Rows as a table for people, or whole as JSON for programs; `none` in place of an empty table. */
export function printRows<Row extends object>(
  rows: Row[],
  asJson: boolean | undefined,
  { rowOf, none }: { rowOf: (row: Row) => Record<string, string | number>; none: string },
): void {
  if (asJson) console.log(JSON.stringify(rows, null, 2));
  else console.log(rows.length === 0 ? none : table(rows.map(rowOf)));
}
