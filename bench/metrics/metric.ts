import type { Conditions } from './conditions.js';
import type { Contestants, Measured } from '../run/rounds.js';

/** What has to be reached, and of which column. */
export interface Target {
  of: 'ratio' | 'share' | 'ours';
  /** `least`: as much as this or more; `most`: as much as this or less. */
  bound: 'least' | 'most';
  must: number;
  hope?: number;
}

/** One line of the table. */
export interface Row {
  metric: string;
  unit: 'msg/s' | 'ms' | 'MB';
  ours: number;
  stock?: number;
  /** Ours to the stock stack, unless the line compares something else. */
  ratio?: number;
  limit?: number;
  target?: Target;
}

/** One thing to find out: who is measured, and what the lines of the table make of the medians. */
export interface Metric {
  /** Its name for `--only`. */
  name: string;
  title: string;
  /** Takes so long that it is measured only when it is asked for by name. */
  isLong?: boolean;
  contestants(conditions: Conditions): Contestants;
  rows(measured: Record<string, Measured>): Row[];
}

/** Who is in these columns. */
type Columns = Partial<Record<'ours' | 'stock' | 'limit', Measured>>;

/** The medians of the number with this name, each in its column; none where that number was not measured. */
export function medians({ ours, stock, limit }: Columns, name: string): Pick<Row, keyof Columns> {
  return { ours: ours?.median[name] ?? NaN, stock: stock?.median[name], limit: limit?.median[name] };
}
