import { ArrowRight, CircleAlert, CircleCheck } from 'lucide-react';
import { Link } from 'react-router';
import { client } from '../api/api.js';
import { useCan } from '../api/session.js';
import { percent } from '../charts/numbers.js';
import { count } from '../ui/counts.js';
import { Skeleton } from '../ui/skeleton.js';
import { useLive } from '../ui/use-live.js';
import { type Concern, concernsOfHealth, concernsOfStatistics } from './concerns.js';
import { concernsOfOperations } from './concerns-of-operations.js';
import type { Operations } from './use-operations.js';
import { FIGURES_MS, type Statistics, useStatistics } from './use-statistics.js';
import './headline.css';

/** In words: all is well, or what is not, each with the way to it. */
export function Headline({ operations }: { operations: Operations }) {
  const { data: health } = useHealth();
  const { data: lastHour } = useStatistics({ interval: 'minute' });
  const canAdmin = useCan('admin');
  const isKnown = !canAdmin || Object.values(operations).every((part) => part !== undefined);
  // Without its stores nobody can say the rest.
  const ofStores = health === undefined ? [] : concernsOfHealth(health);
  if (health !== undefined && ((lastHour !== undefined && isKnown) || ofStores.length > 0)) {
    const ofLastHour = lastHour === undefined ? [] : concernsOfStatistics(lastHour, health.timestamp);
    const concerns = [...ofStores, ...concernsOfOperations(operations), ...ofLastHour];
    if (concerns.length > 0) return <NotWell concerns={concerns} />;
    if (lastHour !== undefined) return <Well lastHour={lastHour} isPart={!canAdmin} />;
  }
  return (
    <section className="headline" data-tone="neutral" aria-label="State">
      <Skeleton width="l" />
    </section>
  );
}

/** An unhealthy one answers 503, with the same words. */
function useHealth() {
  return useLive(
    ['health'],
    async (signal) => {
      const { data, error } = await client.api.GET('/health', { signal });
      return (data ?? error) as NonNullable<typeof data>;
    },
    FIGURES_MS,
  );
}

/** `isPart`: queues and providers are not shown to this key, and nothing is said of them. */
function Well({ lastHour, isPart }: { lastHour: Statistics; isPart: boolean }) {
  return (
    <section className="headline" data-tone="good" aria-label="State" role="status">
      <CircleCheck size={20} aria-hidden />
      <div>
        <h2>All is well</h2>
        <p>
          {wordsOf(lastHour)}
          {isPart ? ' Queues and providers are seen with the scope admin.' : ''}
        </p>
      </div>
    </section>
  );
}

function wordsOf({ totals, delivery_rate: rate }: Statistics): string {
  if (totals.accepted + totals.received === 0) return 'Nothing was sent or received in the last hour.';
  const accepted = `${count(totals.accepted)} accepted in the last hour`;
  const received = totals.received === 0 ? '' : `, ${count(totals.received)} received`;
  return `${accepted}${received}${rate === null ? '' : `; ${percent(rate)} of those at their end were delivered`}.`;
}

function NotWell({ concerns }: { concerns: Concern[] }) {
  const tone = concerns.some((concern) => concern.tone === 'bad') ? 'bad' : 'warn';
  return (
    <section className="headline" data-tone={tone} aria-label="State" role="status">
      <CircleAlert size={20} aria-hidden />
      <div>
        <h2>
          {concerns.length === 1 ? 'Something needs attention' : `${concerns.length} things need attention`}
        </h2>
        <ul>
          {concerns.map(({ text, to }) => (
            <li key={text}>
              {to === undefined ? (
                text
              ) : (
                <Link to={to}>
                  {text} <ArrowRight size={14} aria-hidden />
                </Link>
              )}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
