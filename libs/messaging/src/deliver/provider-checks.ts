import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { MESSAGE_TYPES } from '#entities';
import type { Check } from '#observability';
import { Providers } from '#providers';
import { QueueAdmin } from '#queue';
import { queueOfLane } from '../message-queues.js';
import { RouteTable } from '../routes/route-table.js';
import { ProviderGates } from './provider-gates.js';

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

  /** Why a provider's messages are held back, in words, in this process or any processor; null when they are not. */
  async holdAnywhere(provider: string): Promise<string | null> {
    return this.ownHold(provider) ?? (await this.reported(provider));
  }

  private checks(holdOf: (provider: string) => Promise<string | null>): Check[] {
    const inUse = this.accounts().filter(
      (name) => this.isConfigured(name) || this.gates.holdOf(name) !== null,
    );
    return inUse.map((provider) => ({
      name: `provider_${provider}`,
      required: false,
      run: async () => {
        const hold = await holdOf(provider);
        if (hold !== null) throw new Error(hold);
      },
    }));
  }

  /** The accounts that messages of any type may go by. */
  accounts(): string[] {
    return [...new Set(MESSAGE_TYPES.flatMap((type) => this.routes.accountsOf(type)))];
  }

  private isConfigured(provider: string): boolean {
    return this.providers.byName(provider)?.lack === undefined;
  }

  /** A provider that only wants us slower does its work. */
  private ownHold(provider: string): string | null {
    const hold = this.gates.holdOf(provider);
    return hold && hold.reason !== 'slowed' ? hold.text : null;
  }

  private async reported(provider: string): Promise<string | null> {
    // What holds a type back holds all of its lanes.
    const lanes = MESSAGE_TYPES.filter((type) => this.routes.accountsOf(type).includes(provider)).map(
      (type) => queueOfLane({ type, priority: 'normal' }),
    );
    const reports = Promise.all(lanes.map((queue) => this.queues.stats(queue)));
    const stats = await Promise.race([reports, delay(TIMEOUT_MS, [], { ref: false })]).catch(() => []);
    return stats.find(({ held }) => held?.isPace === false)?.held?.text ?? null;
  }
}
