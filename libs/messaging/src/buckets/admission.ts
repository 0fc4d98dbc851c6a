import type { StatisticsBucket } from '#entities';

/** Stands for all that came beyond the most that a bucket tells apart. */
export const OTHERS = '*';

/** A name under which something may be counted, as long as its bucket has fewer than `most`. */
export interface Candidate<Key> {
  key: Key;
  max: number;
}

/**
 * Which counters there are in each minute, hour and day, so that no flood of names (a tag for every order, a domain for every
 * mail) makes any number of them.
 */
export class Admission<Key extends StatisticsBucket> {
  private readonly buckets = new Map<string, Set<string>>();

  /** `known`: those that are there already. `nameOf`: of a counter in its bucket. `roomOf`: what shares a limit. */
  constructor(
    known: Key[],
    private readonly nameOf: (key: Key) => string,
    private readonly roomOf: (key: Key) => string,
  ) {
    for (const key of known) this.bucketOf(key).add(nameOf(key));
  }

  /** The first of these that is there already or finds room; else the last, which is one of few. */
  admit(candidates: [Candidate<Key>, ...Candidate<Key>[]]): { key: Key; id: string } {
    const last = candidates[candidates.length - 1] as Candidate<Key>;
    const found =
      candidates.find(({ key, max }) => {
        const bucket = this.bucketOf(key);
        return bucket.has(this.nameOf(key)) || bucket.size < max;
      }) ?? last;
    const name = this.nameOf(found.key);
    this.bucketOf(found.key).add(name);
    return { key: found.key, id: `${this.placeOf(found.key)}\n${name}` };
  }

  private bucketOf(key: Key): Set<string> {
    const place = this.placeOf(key);
    let bucket = this.buckets.get(place);
    if (!bucket) this.buckets.set(place, (bucket = new Set()));
    return bucket;
  }

  private placeOf(key: Key): string {
    return `${key.step} ${key.time.getTime()} ${this.roomOf(key)}`;
  }
}
