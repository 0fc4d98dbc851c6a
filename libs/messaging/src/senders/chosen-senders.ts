/** Explained in docs/decisions/0033-senders.md. */
import { Injectable } from '@nestjs/common';
import { choiceKey, SenderChoices, type SenderWish } from '#entities';
import { participantOf } from '../addresses/participants.js';
import { isPool } from '../addresses/text-party.js';
import { weighted } from '../routes/pick-by-weight.js';
import { KnownPools } from './known-pools.js';
import { type PoolIndex, possibleNumbers } from './pool-index.js';

/** Who is to send to whom, normalised. */
interface Ends {
  from: string;
  to: string;
}

/** Chooses the numbers that messages of pools are sent from: the same person hears from the same number. */
@Injectable()
export class ChosenSenders {
  constructor(
    private readonly pools: KnownPools,
    private readonly choices: SenderChoices,
  ) {}

  /** What is wrong with the pool that a message is to be sent from, in words that follow `from`; null: nothing is. */
  async faultOf({ from, to }: Ends): Promise<string | null> {
    if (!isPool(from)) return null;
    const pool = (await this.pools.current()).pool(from);
    if (pool === null) return `names no sender pool: there is no ${from}`;
    return possibleNumbers(pool, to).length > 0 ? null : `names a sender pool without a number for ${to}`;
  }

  /** For each draft, in order, the number of its pool; null for one that is of none. One statement for all. */
  async of(drafts: Ends[], random = Math.random): Promise<(string | null)[]> {
    const index = await this.pools.current();
    const wishes = drafts.map((draft) => wishOf(draft, index, random));
    const asked = wishes.filter((wish) => wish !== null);
    const chosen = asked.length > 0 ? await this.choices.choose(asked) : new Map<string, string>();
    return wishes.map((wish) => wish && (chosen.get(choiceKey(wish)) ?? null));
  }
}

/** Null for a draft of no pool, or of one that is gone meanwhile: that fails when it is to be sent. */
function wishOf({ from, to }: Ends, index: PoolIndex, random: () => number): SenderWish | null {
  const pool = index.pool(from);
  const possible = pool === null ? [] : possibleNumbers(pool, to);
  if (pool === null || possible.length === 0) return null;
  const { number } = weighted(possible, random);
  return {
    pool: pool.name,
    recipient: participantOf(to),
    number,
    possible: possible.map((each) => each.number),
  };
}
