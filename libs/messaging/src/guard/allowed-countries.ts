import { Injectable } from '@nestjs/common';
import { forEachYielding } from '#config';
import { isPool } from '../addresses/text-party.js';
import { countryOf } from '../routes/country-of.js';
import { KnownPools } from '../senders/known-pools.js';
import type { GuardedMessage } from './guard-plan.js';
import { type GuardRefusal, never } from './guard-refusal.js';

/** Senders whose country is remembered. */
const MAX_KNOWN = 10_000;

/** Refuses texts to countries that are neither their sender's own nor listed. Asks memory alone, and of pools those of a moment ago. */
@Injectable()
export class AllowedCountries {
  private readonly homes = new Map<string, string | null>();

  constructor(private readonly pools: KnownPools) {}

  /** For each message, in order. Where nobody knows the sender's country, and none is listed, everything may go. */
  async refusals(messages: GuardedMessage[], listed: ReadonlySet<string>): Promise<(GuardRefusal | null)[]> {
    const pools = messages.some(({ from }) => isPool(from)) ? await this.pools.current() : null;
    const refusals: (GuardRefusal | null)[] = messages.map(() => null);
    await forEachYielding(messages, ({ type, from, to }, index) => {
      if (type === 'email') return;
      const senders = pools?.pool(from)?.numbers.map(({ number }) => number) ?? [from];
      const own = senders.map((sender) => this.homeOf(sender)).filter((country) => country !== null);
      const [country, allowed] = [countryOf(to), [...new Set([...own, ...listed])]];
      if (allowed.length === 0 || (country !== null && allowed.includes(country))) return;
      const its = country === null ? 'a number of no country' : `a number of ${country}`;
      refusals[index] = never(
        'allowed_countries',
        'to',
        `is ${its}, and texts go from here to ${allowed.join(', ')} alone`,
      );
    });
    return refusals;
  }

  /** There are few senders, and looking into a number of +1 takes long. */
  private homeOf(sender: string): string | null {
    const known = this.homes.get(sender);
    if (known !== undefined) return known;
    if (this.homes.size >= MAX_KNOWN) this.homes.clear();
    const country = countryOf(sender);
    this.homes.set(sender, country);
    return country;
  }
}
