/** What makes a spreadsheet read a cell as a formula, of full width too. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** Nothing is computed from a phone number. */
const NUMBER = /^\+\d{1,15}$/;
const SPECIAL = /[",\r\n]/;

export type Cell = string | number | Date | null;

/**
 * One line of a CSV file (RFC 4180), with its line break. Times are ISO 8601 in UTC, null is empty. A text that a spreadsheet
 * would take for a formula gets an apostrophe before it, and is text; a phone number is left as it is.
 */
export function csvLine(cells: Cell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'number') return String(cell);
  const harmless = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
