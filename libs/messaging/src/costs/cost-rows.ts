import type { CostKey, CostRow, CostTally, NewPrice, SpendingRow } from '#entities';
import { countryOf } from '../routes/country-of.js';
import { Admission, type Candidate, OTHERS } from '../buckets/admission.js';
import { beginOf } from '../buckets/bucket-times.js';

/** So many sums of a facet are told apart in an hour or a day; then without their country, and so on. */
const MAX_BY_COUNTRY = 300;
const MAX_BY_KEY = 400;
/** Prices have six decimals. */
const MICRO = 1_000_000;

/** What is to be added to sums. */
export interface CostEntry {
  at: Date;
  type: string;
  provider: string;
  apiKeyId: string | null;
  tags: string[];
  country: string;
  currency: string;
  messages: number;
  segments: number;
  pricedSegments: number;
  /** Millionths. */
  cost: number;
}

/** Texts that were accepted. */
export function acceptedEntry({ time, number, ...tally }: CostTally): CostEntry {
  return { ...tally, at: time, country: countryOf(number) ?? '', currency: '', pricedSegments: 0, cost: 0 };
}

/** A text whose price is known now: in the hour in which it was accepted. */
export function pricedEntry({ price, number, acceptedAt, segments, ...rest }: NewPrice): CostEntry {
  const counts = { messages: 0, segments: 0, pricedSegments: segments };
  return {
    ...rest,
    ...counts,
    at: acceptedAt,
    country: countryOf(number) ?? '',
    cost: Math.round(Number(price) * MICRO),
  };
}

const nameOf = ({ tag, type, provider, api_key_id, country, currency }: CostKey) =>
  [tag, type, provider, api_key_id, country, currency].join('\n');

/** What these add to the sums of their hours and days. `known`: the sums there are. */
export function costRows(entries: CostEntry[], known: CostKey[]): CostRow[] {
  const admission = new Admission(known, nameOf, ({ facet }) => facet);
  const sums = new Map<string, { key: CostKey; entry: CostEntry }>();
  for (const entry of entries)
    for (const key of keysOf(entry)) {
      const { key: admitted, id } = admission.admit(candidates(key));
      const sum = sums.get(id);
      if (sum) add(sum.entry, entry);
      else sums.set(id, { key: admitted, entry: { ...entry } });
    }
  return [...sums.values()].map(({ key, entry: { messages, segments, pricedSegments, cost } }) => {
    return { ...key, messages, segments, priced_segments: pricedSegments, cost: decimal(cost) };
  });
}

/** What these add to what keys spent on their days. */
export function spendingRows(entries: CostEntry[]): SpendingRow[] {
  const sums = new Map<string, CostEntry>();
  for (const entry of entries) {
    if (entry.apiKeyId === null) continue;
    const id = `${entry.apiKeyId} ${beginOf('day', entry.at).getTime()} ${entry.currency}`;
    const sum = sums.get(id);
    if (sum) add(sum, entry);
    else sums.set(id, { ...entry });
  }
  return [...sums.values()].map(({ apiKeyId, at, currency, segments, pricedSegments, cost }) => ({
    api_key_id: apiKeyId as string,
    day: at.toISOString().slice(0, 10),
    currency,
    segments,
    priced_segments: pricedSegments,
    cost: decimal(cost),
  }));
}

function keysOf({ at, type, provider, apiKeyId, tags, country, currency }: CostEntry): CostKey[] {
  const names = { type, provider, api_key_id: apiKeyId ?? '', country, currency };
  return (['hour', 'day'] as const).flatMap((step) => {
    const bucket = { step, time: beginOf(step, at), ...names };
    return [
      { ...bucket, facet: 'all' as const, tag: '' },
      ...tags.map((tag) => ({ ...bucket, facet: 'tag' as const, tag })),
    ];
  });
}

function candidates(key: CostKey): [Candidate<CostKey>, ...Candidate<CostKey>[]] {
  const byKey = { ...key, country: OTHERS };
  return [
    { key, max: MAX_BY_COUNTRY },
    { key: byKey, max: MAX_BY_KEY },
    { key: { ...byKey, tag: key.tag && OTHERS, api_key_id: key.api_key_id && OTHERS }, max: Infinity },
  ];
}

function add(sum: CostEntry, { messages, segments, pricedSegments, cost }: CostEntry): void {
  sum.messages += messages;
  sum.segments += segments;
  sum.pricedSegments += pricedSegments;
  sum.cost += cost;
}

function decimal(millionths: number): string {
  return (millionths / MICRO).toFixed(6);
}
