import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { MESSAGE_TYPES } from '#entities';
import { type Check, Degraded } from '#observability';
import { type MessageProvider, Providers, Reachability } from '#providers';
import { QueueAdmin } from '#queue';
import { queueOfLane } from '../message-queues.js';
import { RouteTable } from '../routes/route-table.js';
import { ProviderGates } from './provider-gates.js';

/** Why messages are held back, and since when. */
interface Hold {
  text: string;
  since: Date;
}

/** A Redis that says nothing is another check's to report. */
const TIMEOUT_MS = 1_000;

/**
 * Whether messages go out to each provider in use. One that is held back only degrades: messages are accepted all the same,
 * and no other instance, nor a restart, would do better.
 */
@Injectable()
export class ProviderChecks {
  constructor(
    private readonly providers: Providers,
    private readonly reachability: Reachability,
    private readonly routes: RouteTable,
    private readonly gates: ProviderGates,
    private readonly queues: QueueAdmin,
  ) {}

  /** As this process finds it. */
  ofProcess(): Check[] {
    return this.checks(async (provider) => this.ownHold(provider));
  }

  /** As this process or any processor finds it. */
  ofAll(): Check[] {
    return this.checks((provider) => this.holdAnywhere(provider));
  }

  /** Whether each that is configured answers at its address too; what was found is kept for some seconds. */
  ofReachable(): Check[] {
    const used = this.accounts().flatMap((name) => this.providers.byName(name) ?? []);
    return used
      .filter(({ lack }) => lack === undefined)
      .map((provider) => ({
        name: `provider_${provider.name}`,
        required: false,
        run: () => this.reach(provider),
      }));
  }

  private async reach(provider: MessageProvider): Promise<void> {
    await this.reachability.check(provider);
    throwIfHeld(await this.holdAnywhere(provider.name));
  }

  /** Why a provider's messages are held back, in this process or any processor; null when they are not. */
  private async holdAnywhere(provider: string): Promise<Hold | null> {
    return this.ownHold(provider) ?? (await this.reported(provider));
  }

  private checks(holdOf: (provider: string) => Promise<Hold | null>): Check[] {
    const inUse = this.accounts().filter(
      (name) => this.isConfigured(name) || this.gates.holdOf(name) !== null,
    );
    return inUse.map((provider) => ({
      name: `provider_${provider}`,
      required: false,
      run: async () => throwIfHeld(await holdOf(provider)),
    }));
  }

  /** The accounts that messages of any type may go by. */
  private accounts(): string[] {
    return [...new Set(MESSAGE_TYPES.flatMap((type) => this.routes.accountsOf(type)))];
  }

  private isConfigured(provider: string): boolean {
    return this.providers.byName(provider)?.lack === undefined;
  }

  /** A provider that only wants us slower does its work. */
  private ownHold(provider: string): Hold | null {
    const hold = this.gates.holdOf(provider);
    return hold && hold.reason !== 'slowed' ? hold : null;
  }

  private async reported(provider: string): Promise<Hold | null> {
    // What holds a type back holds all of its lanes.
    const lanes = MESSAGE_TYPES.filter((type) => this.routes.accountsOf(type).includes(provider)).map(
      (type) => queueOfLane({ type, priority: 'normal' }),
    );
    const reports = Promise.all(lanes.map((queue) => this.queues.stats(queue)));
    const stats = await Promise.race([reports, delay(TIMEOUT_MS, [], { ref: false })]).catch(() => []);
    const held = stats.find((each) => each.held?.isPace === false)?.held;
    return held ? { text: held.text, since: new Date(held.since) } : null;
  }
}

/** @throws Degraded */
function throwIfHeld(hold: Hold | null): void {
  if (hold !== null) throw new Degraded(hold.text, hold.since);
}
