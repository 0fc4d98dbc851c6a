import { Injectable } from '@nestjs/common';
import { Metrics } from '#observability';
import { Providers } from '#providers';
import type { ConsumerHold } from '#queue';
import { laneOfQueue } from '../message-queues.js';
import { RouteTable } from '../routes/route-table.js';
import { type Admission, ProviderGate } from './provider-gate.js';
import { CIRCUIT_STATES } from './provider-circuit.js';
import { HOLD_REASONS, type ProviderHold } from './provider-hold.js';

/** The gates of this process, one before each provider, and what they hold back. */
@Injectable()
export class ProviderGates {
  private readonly gates = new Map<string, ProviderGate>();

  constructor(
    private readonly providers: Providers,
    private readonly routes: RouteTable,
    metrics: Metrics,
  ) {
    metrics.providers.readFrom(
      () => this.holds(),
      () => this.circuits(),
    );
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

  /**
   * Lets a message be claimed that may go by any of these accounts, while one of them takes messages or may be tried.
   * @throws TransientError saying when to ask again.
   */
  admit(accounts: readonly string[]): Admission {
    const gates = accounts.map((account) => this.of(account));
    if (gates.some((gate) => gate.isFree)) return { account: null, leave: () => undefined };
    for (const gate of gates) {
      const leave = gate.enter();
      if (leave !== null) return { account: gate.provider, leave };
    }
    const soonest = gates.reduce((one, other) => (other.waitMs < one.waitMs ? other : one));
    throw soonest.heldBack();
  }

  /** The same of a queue's entries, for its record in Redis: they are held while all accounts that they may go by are. */
  heldBack(queue: string): ConsumerHold | null {
    const lane = laneOfQueue(queue);
    if (lane === null) return null;
    const holds = this.routes.accountsOf(lane.type).map((account) => this.holdOf(account));
    const [hold] = holds;
    if (!hold || holds.includes(null)) return null;
    const { since, nextTrialMs, reason } = hold;
    const text = holds.map((each) => each?.text).join('; ');
    const isPace = reason === 'slowed';
    return { text, since: since.toISOString(), nextMs: Math.round(nextTrialMs), isPace };
  }

  private holds() {
    return this.providers.all.flatMap(({ name: provider }) => {
      const hold = this.holdOf(provider);
      return HOLD_REASONS.map((reason) => ({ provider, reason, held: hold?.reason === reason }));
    });
  }

  private circuits() {
    return this.providers.all.flatMap(({ name: provider }) => {
      const now = this.gates.get(provider)?.circuitState ?? 'closed';
      return CIRCUIT_STATES.map((state) => ({ provider, state, is: state === now }));
    });
  }
}
