import type { Counted, CounterKey, CounterRow, Facet, Tally } from '#entities';
import { Admission, type Candidate, OTHERS } from '../buckets/admission.js';
import { bucketsOf } from '../buckets/bucket-times.js';

/** So many counters of a facet are told apart in a minute, an hour or a day. */
const MAX_PER_FACET: Record<Facet, number> = { all: 200, tag: 200, code: 200, tag_code: 200 };
/** Beyond that codes are still told apart, where there are so few of them. */
const MAX_CODES = 50;

const NOTHING: Record<Counted, number> = {
  accepted: 0,
  sent: 0,
  delivered: 0,
  failed: 0,
  canceled: 0,
  received: 0,
};
const HISTOGRAM_OF = { sent: 'handed_over', delivered: 'delivered_after' } as const;

interface Counter {
  key: CounterKey;
  counts: Record<Counted, number>;
  handed_over: Map<number, number>;
  delivered_after: Map<number, number>;
}

const nameOf = ({ tag, type, provider, api_key_id, error_code }: CounterKey) =>
  [tag, type, provider, api_key_id, error_code].join('\n');

/** What these events add to the counters of their minutes, hours and days. `known`: the counters there are. */
export function counterRows(tallies: Tally[], known: CounterKey[]): CounterRow[] {
  const admission = new Admission(known, nameOf, ({ facet }) => facet);
  const counters = new Map<string, Counter>();
  for (const tally of tallies)
    for (const bucket of bucketsOf(tally.time))
      for (const facet of facetsOf(tally)) {
        const { key, id } = admission.admit(candidates({ ...bucket, ...facet, ...namesOf(tally) }));
        const counter = counters.get(id) ?? emptyCounter(key);
        counters.set(id, counter);
        add(counter, tally);
      }
  return [...counters.values()].map(({ key, counts, handed_over, delivered_after }) => ({
    ...key,
    ...counts,
    handed_over: arrayOf(handed_over),
    delivered_after: arrayOf(delivered_after),
  }));
}

/** In which facets these are counted. */
function facetsOf({ event, tags, errorCode }: Tally): Pick<CounterKey, 'facet' | 'tag' | 'error_code'>[] {
  const facets = [
    { facet: 'all' as const, tag: '', error_code: '' },
    ...tags.map((tag) => ({ facet: 'tag' as const, tag, error_code: '' })),
  ];
  if (event !== 'failed') return facets;
  const codes = facets.map(({ tag }) => ({
    facet: tag === '' ? ('code' as const) : ('tag_code' as const),
    tag,
    error_code: errorCode,
  }));
  return [...facets, ...codes];
}

function namesOf({ type, provider, apiKeyId }: Tally) {
  return { type, provider, api_key_id: apiKeyId ?? '' };
}

function candidates(key: CounterKey): [Candidate<CounterKey>, ...Candidate<CounterKey>[]] {
  const max = MAX_PER_FACET[key.facet];
  const ofOthers = { ...key, tag: key.tag && OTHERS, api_key_id: key.api_key_id && OTHERS };
  return [
    { key, max },
    { key: ofOthers, max: max + MAX_CODES },
    { key: { ...ofOthers, error_code: key.error_code && OTHERS }, max: Infinity },
  ];
}

function emptyCounter(key: CounterKey): Counter {
  return { key, counts: { ...NOTHING }, handed_over: new Map(), delivered_after: new Map() };
}

function add(counter: Counter, { event, count, bucket }: Tally): void {
  counter.counts[event] += count;
  if (bucket === null || (event !== 'sent' && event !== 'delivered')) return;
  const histogram = counter[HISTOGRAM_OF[event]];
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
}

/** As PostgreSQL writes an array that begins and ends where there is something: most of a histogram is empty. */
function arrayOf(histogram: Map<number, number>): string | null {
  if (histogram.size === 0) return null;
  const [low, high] = [Math.min(...histogram.keys()), Math.max(...histogram.keys())];
  const counts = Array.from({ length: high - low + 1 }, (_, n) => histogram.get(low + n) ?? 0);
  return `[${low}:${high}]={${counts.join()}}`;
}
