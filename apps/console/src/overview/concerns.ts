import type { Schemas } from '../api/api.js';
import { percent } from '../charts/numbers.js';
import { count } from '../ui/counts.js';
import { duration } from '../ui/time.js';
import type { Statistics } from './use-statistics.js';

/** What is not well, and where it is seen. */
export interface Concern {
  tone: 'bad' | 'warn';
  text: string;
  /** The very list; without it there is nothing to go to. */
  to?: string;
}

/** Figures are ten seconds old at most; who counts them may be busy for a while. */
const STALE_MS = 60_000;
/** Fewer of them tell nothing of how it goes. */
const ENOUGH = 20;
/** Where every tenth message does not arrive, somebody should look. */
const POOR_RATE = 0.9;

/** Of the stores: as `/health` has it. */
export function concernsOfHealth({ checks }: Schemas['Health']): Concern[] {
  return Object.entries(checks)
    .filter(([, check]) => check.status !== 'healthy')
    .map(([name]) => ({ tone: 'bad', text: STORES[name] ?? `${name} is not healthy.` }));
}

const STORES: Record<string, string> = {
  database: 'PostgreSQL cannot be reached: nothing is accepted.',
  redis: 'Redis cannot be reached: messages are accepted, and wait.',
};

/** Of the last hour. `now`: what the server's clock says, as the viewer's may be wrong. */
export function concernsOfStatistics(statistics: Statistics, now: string): Concern[] {
  return [standsStill(statistics, now), isSlow(statistics), isPoor(statistics)].filter(
    (concern) => concern !== null,
  );
}

function standsStill({ as_of: asOf }: Statistics, now: string): Concern | null {
  if (asOf === null) return null;
  const age = Date.parse(now) - Date.parse(asOf);
  if (age < STALE_MS) return null;
  return { tone: 'warn', text: `The figures have stood still for ${duration(age)}: does a processor run?` };
}

function isSlow({ handed_over: handed, slo }: Statistics): Concern | null {
  const part = handed.count === 0 ? 1 : handed.within_slo / handed.count;
  if (handed.count < ENOUGH || part >= slo.target) return null;
  const text = `In the last hour ${percent(part)} were handed over in ${duration(slo.seconds * 1_000)}; the aim is ${percent(slo.target)}.`;
  return { tone: 'warn', text };
}

function isPoor({ delivery_rate: rate, totals }: Statistics): Concern | null {
  if (rate === null || rate >= POOR_RATE || totals.delivered + totals.failed < ENOUGH) return null;
  const text = `${count(totals.failed)} failed in the last hour: ${percent(1 - rate)} of those that came to their end.`;
  return { tone: 'bad', text, to: '/failures?interval=minute' };
}
