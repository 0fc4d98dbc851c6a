import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type Connection, CostEvents, type Tally } from '#entities';
import { acceptedEntry } from './cost-rows.js';
import { CostSums } from './cost-sums.js';
import { windowsOf } from './price-window.js';

const isText = ({ type }: Tally) => type !== 'email';

/** What the events of texts say of their costs: how many segments they have, and when their prices are to be asked for. */
@Injectable()
export class CostFold {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly events: CostEvents,
    private readonly sums: CostSums,
  ) {}

  /** Counts the events after the first id and up to the second, in the transaction of `on`; `tallies` are theirs. */
  async count(tallies: Tally[], after: string, upTo: string, on: Connection): Promise<void> {
    const texts = tallies.filter(isText);
    if (texts.some(({ event }) => event === 'accepted'))
      await this.sums.add((await this.events.tallies(after, upTo, on)).map(acceptedEntry), on);
    const sent = texts.filter(({ event }) => event === 'sent');
    await this.events.sent(windowsOf(sent), this.settings.priceAfterSeconds, on);
  }
}
