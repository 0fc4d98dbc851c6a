import { table } from '../../tools/src/client/table.js';
import type { Measured } from '../run/rounds.js';

const MAX_RSS_MB = 250;
const MAX_BYTES = 250;
const MIN_SHARE_OF_FIRST = 0.9;

/** One line a case, each compared with the first of its kind; `missed` when a single one falls short. */
export function scaleReport(cases: { name: string; measured: Measured; against: Measured }[]): {
  text: string;
  missed: boolean;
} {
  const rows = cases.map(({ name, measured: { median }, against }) => {
    const rate = (median.perSecond ?? NaN) / (against.median.perSecond ?? NaN);
    const [rss, bytes] = [median.rssPeakMb ?? NaN, median.bytesPerEntry ?? NaN];
    const missed = [
      ...(rate >= MIN_SHARE_OF_FIRST ? [] : ['rate']),
      ...(rss <= MAX_RSS_MB ? [] : ['memory']),
      ...(bytes <= MAX_BYTES ? [] : ['bytes']),
    ];
    return {
      case: name,
      'msg/s': Math.round(median.perSecond ?? NaN),
      'against the first': `${(rate * 100).toFixed(0)} % (must ${MIN_SHARE_OF_FIRST * 100} %)`,
      'processor RSS, most': `${rss.toFixed(0)} MB (must ${MAX_RSS_MB})`,
      'Redis, an entry': `${bytes.toFixed(0)} bytes (must ${MAX_BYTES})`,
      ok: missed.length === 0 ? 'yes' : `NO: ${missed.join(', ')}`,
    };
  });
  return { text: table(rows), missed: rows.some(({ ok }) => ok !== 'yes') };
}
