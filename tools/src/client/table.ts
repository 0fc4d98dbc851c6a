/** Rows as text: a line of column names, then one line a row, columns aligned; numbers to the right. */
export function table(rows: Record<string, string | number>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => String(row[column]).length)),
  );
  const line = (cells: (string | number)[], numeric: boolean[]) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return numeric[index] ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const numeric = columns.map((column) => typeof rows[0]?.[column] === 'number');
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((cells) => line(cells, numeric))
    .join('\n');
}
