import type { PoolNumber, SenderPool } from '#entities';
import { poolAddress, poolNameOf } from '../addresses/text-party.js';
import { countryOf } from '../routes/country-of.js';

/** The pools as they were a moment ago, by name and by number. */
export class PoolIndex {
  private readonly byName: Map<string, SenderPool>;
  private readonly byNumber: Map<string, string>;

  constructor(pools: SenderPool[]) {
    this.byName = new Map(pools.map((pool) => [pool.name, pool]));
    this.byNumber = new Map(
      pools.flatMap(({ name, numbers }) => numbers.map(({ number }) => [number, name] as const)),
    );
  }

  /** The pool that this sender is, if it is one that there is. */
  pool(sender: string): SenderPool | null {
    const name = poolNameOf(sender);
    return name === null ? null : (this.byName.get(name) ?? null);
  }

  /** The pool that a number of ours is of, as a sender: `pool:appointments`. */
  poolOf(number: string): string | null {
    const name = this.byNumber.get(number);
    return name === undefined ? null : poolAddress(name);
  }
}

/**
 * The numbers of a pool that may send to this recipient: those for his country; else those that are of it; else those for no
 * country in particular. None: the pool has none for him.
 */
export function possibleNumbers({ numbers }: SenderPool, recipient: string): PoolNumber[] {
  const country = countryOf(recipient);
  const meant = numbers.filter(({ countries }) => country !== null && countries.includes(country));
  if (meant.length > 0) return meant;
  const open = numbers.filter(({ countries }) => countries.length === 0);
  const own = open.filter(({ number }) => country !== null && countryOf(number) === country);
  return own.length > 0 ? own : open;
}
