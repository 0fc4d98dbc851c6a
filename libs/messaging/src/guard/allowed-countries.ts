import { Injectable } from '@nestjs/common';
import { forEachYielding } from '#config';
import { isPool } from '../addresses/text-party.js';
import { countryOf } from '../routes/country-of.js';
import { KnownPools } from '../senders/known-pools.js';
import type { GuardedMessage } from './guard-plan.js';
import { type GuardRefusal, never } from './guard-refusal.js';

/** Refuses texts to countries that are neither their sender's own nor listed. Asks memory alone, and of pools those of a moment ago. */
@Injectable()
export class AllowedCountries {
  constructor(private readonly pools: KnownPools) {}

  /** For each message, in order. Where nobody knows the sender's country, and none is listed, everything may go. */
  async refusals(messages: GuardedMessage[], listed: ReadonlySet<string>): Promise<(GuardRefusal | null)[]> {
    const pools = messages.some(({ from }) => isPool(from)) ? await this.pools.current() : null;
    const refusals: (GuardRefusal | null)[] = messages.map(() => null);
    await forEachYielding(messages, ({ type, from, to }, index) => {
      if (type === 'email') return;
      const country = countryOf(to);
      if (country !== null && listed.has(country)) return;
      const senders = pools?.pool(from)?.numbers.map(({ number }) => number) ?? [from];
      const own = senders.map(countryOf).filter((each) => each !== null);
      if (country !== null && own.includes(country)) return;
      const allowed = [...new Set([...own, ...listed])];
      if (allowed.length > 0) refusals[index] = refusal(country, allowed);
    });
    return refusals;
  }
}

function refusal(country: string | null, allowed: string[]): GuardRefusal {
  const its = country === null ? 'a number of no country' : `a number of ${country}`;
  return never('allowed_countries', 'to', `is ${its}, and texts go from here to ${allowed.join(', ')} alone`);
}
