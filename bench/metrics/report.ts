import type { Row, Target } from './metric.js';

/** A line as it is printed and kept: the comparisons made, and the verdict. */
export interface ReportRow extends Row {
  share?: number;
  /** Null where nothing has to be reached. */
  ok: 'must' | 'hope' | 'missed' | null;
}

/** Ours to stock, ours to the limit, and what of the target was reached. */
export function judged(row: Row): ReportRow {
  const ratio = row.ratio ?? (row.stock === undefined ? undefined : row.ours / row.stock);
  const share = row.limit === undefined ? undefined : row.ours / row.limit;
  const compared = {
    ...row,
    ...(ratio === undefined ? {} : { ratio }),
    ...(share === undefined ? {} : { share }),
  };
  return { ...compared, ok: row.target ? verdict(row.target, { ours: row.ours, ratio, share }) : null };
}

function verdict(target: Target, values: Record<Target['of'], number | undefined>): ReportRow['ok'] {
  const value = values[target.of] ?? NaN;
  const reached = (bound: number) => (target.bound === 'least' ? value >= bound : value <= bound);
  if (!reached(target.must)) return 'missed';
  return target.hope !== undefined && reached(target.hope) ? 'hope' : 'must';
}

const COLUMNS = ['metric', 'ours', 'stock', 'ratio', 'limit', 'share of limit', 'must', 'hope', 'ok'];

/** The table as text, in the form of Markdown. */
export function printed(rows: ReportRow[]): string {
  const cells = rows.map((row) => [
    row.metric,
    withUnit(row.ours, row.unit),
    withUnit(row.stock, row.unit),
    times(row.ratio),
    withUnit(row.limit, row.unit),
    percent(row.share),
    bound(row.target, row.target?.must, row.unit),
    bound(row.target, row.target?.hope, row.unit),
    row.ok === null ? '' : { must: 'yes', hope: 'yes, hope too', missed: 'NO' }[row.ok],
  ]);
  const widths = COLUMNS.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(COLUMNS), rule, ...cells.map(line)].join('\n');
}

function withUnit(value: number | undefined, unit: Row['unit']): string {
  if (value === undefined) return '';
  if (Number.isNaN(value)) return '?';
  const digits = Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

function times(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(2)}x`;
}

function percent(value: number | undefined): string {
  return value === undefined ? '' : `${(value * 100).toFixed(0)} %`;
}

function bound(target: Target | undefined, value: number | undefined, unit: Row['unit']): string {
  if (!target || value === undefined) return '';
  const sign = target.bound === 'least' ? '≥' : '≤';
  const text = { ratio: `${value}x`, share: `${value * 100} %`, ours: `${value} ${unit}` }[target.of];
  return `${sign} ${text}`;
}
