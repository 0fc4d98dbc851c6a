import { Injectable } from '@nestjs/common';
import {
  MESSAGE_TYPES,
  type MessageType,
  type Waiting,
  WaitingPlaces,
  type WaitingWebhooks,
} from '#entities';
import { QueueAdmin, type QueueStats } from '#queue';
import { type ProviderState, ProviderStates } from '../deliver/provider-states.js';
import { RouteTable } from '../routes/route-table.js';
import { ALL_QUEUES } from '../message-queues.js';
import { withinPatience } from './patience.js';

/** A queue, and when the oldest of its dead letters died. */
export interface QueueWaiting {
  stats: QueueStats;
  oldestDeadAt: Date | null;
}

/** All that waits, where and since when. */
export interface WaitingNow {
  /** What waits in PostgreSQL, by place. */
  rows: Map<string, Waiting>;
  webhooks: WaitingWebhooks[];
  /** Messages whose provider takes none, and why; null while Redis does not say. */
  held: { types: MessageType[]; provider: ProviderState; waiting: Waiting }[] | null;
  /** Null while Redis does not say. */
  queues: QueueWaiting[] | null;
}

/** Several places as one. */
function sumOf(place: string, all: readonly Waiting[]) {
  const times = all.flatMap(({ oldest }) => oldest?.getTime() ?? []);
  const count = all.reduce((sum, { count }) => sum + count, 0);
  return { place, count, oldest: times.length === 0 ? null : new Date(Math.min(...times)) };
}

/** Looks into every place in which something can wait. */
@Injectable()
export class WaitingOverview {
  constructor(
    private readonly places: WaitingPlaces,
    private readonly queues: QueueAdmin,
    private readonly states: ProviderStates,
    private readonly routes: RouteTable,
  ) {}

  async now(): Promise<WaitingNow> {
    const [rows, webhooks, held, queues] = await Promise.all([
      this.places.all(),
      this.places.webhooks(),
      this.held(),
      withinPatience(Promise.all(ALL_QUEUES.map((queue) => this.queue(queue)))),
    ]);
    return { rows, webhooks, held, queues };
  }

  /** Every queue; null while Redis does not say. */
  queueStats(): Promise<QueueStats[] | null> {
    return withinPatience(Promise.all(ALL_QUEUES.map((queue) => this.queues.stats(queue))));
  }

  /** How much waits in each place in PostgreSQL, without lists; null while it does not say, or within a second. */
  async figures(): Promise<Pick<Waiting, 'place' | 'count' | 'oldest'>[] | null> {
    const asked = await withinPatience(Promise.all([this.places.all(), this.places.webhooks(), this.held()]));
    if (asked === null) return null;
    const [rows, webhooks, held] = asked;
    const ofHeld = (held ?? []).map(({ waiting }) => waiting);
    return [...rows.values(), sumOf('webhooks', webhooks), sumOf('held', ofHeld)];
  }

  private async held(): Promise<WaitingNow['held']> {
    const states = await withinPatience(this.states.all());
    if (states === null) return null;
    // One that only asks us to slow down takes messages.
    const holding = states.filter(({ state, since }) => since !== null && state !== 'degraded');
    const down = new Set(holding.map(({ name }) => name));
    return Promise.all(
      holding.map(async (provider) => {
        const types = MESSAGE_TYPES.filter((type) => {
          const accounts = this.routes.accountsOf(type);
          return accounts[0] === provider.name && accounts.every((name) => down.has(name));
        });
        return { types, provider, waiting: await this.places.held(types) };
      }),
    );
  }

  private async queue(queue: string): Promise<QueueWaiting> {
    const [stats, [oldest]] = await Promise.all([
      this.queues.stats(queue),
      this.queues.listDead(queue, { limit: 1 }),
    ]);
    const died = oldest && new Date(oldest.diedAt);
    return { stats, oldestDeadAt: died && !Number.isNaN(died.getTime()) ? died : null };
  }
}
