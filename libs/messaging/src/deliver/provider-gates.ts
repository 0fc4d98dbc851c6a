import { Injectable } from '@nestjs/common';
import { Metrics } from '#observability';
import { Providers } from '#providers';
import type { ConsumerHold } from '#queue';
import { laneOfQueue } from '../message-queues.js';
import { ProviderGate } from './provider-gate.js';
import { HOLD_REASONS, type ProviderHold } from './provider-hold.js';

/** The gates of this process, one before each provider, and what they hold back. */
@Injectable()
export class ProviderGates {
  private readonly gates = new Map<string, ProviderGate>();

  constructor(
    private readonly providers: Providers,
    metrics: Metrics,
  ) {
    metrics.heldFrom(() => this.samples());
  }

  of(provider: string): ProviderGate {
    const gate = this.gates.get(provider) ?? new ProviderGate(provider);
    this.gates.set(provider, gate);
    return gate;
  }

  /** What holds a provider's messages back in this process now; null when nothing does. */
  holdOf(provider: string): ProviderHold | null {
    return this.gates.get(provider)?.hold ?? null;
  }

  /** The same of a queue's entries, for its record in Redis. */
  heldBack(queue: string): ConsumerHold | null {
    const lane = laneOfQueue(queue);
    const hold = lane && this.holdOf(this.providers.nameFor(lane.type));
    if (!hold) return null;
    const { text, since, nextTrialMs, reason } = hold;
    const isPace = reason === 'slowed';
    return { text, since: since.toISOString(), nextMs: Math.round(nextTrialMs), isPace };
  }

  private samples() {
    return this.providers.all.flatMap(({ name: provider }) => {
      const hold = this.holdOf(provider);
      return HOLD_REASONS.map((reason) => ({ provider, reason, held: hold?.reason === reason }));
    });
  }
}
