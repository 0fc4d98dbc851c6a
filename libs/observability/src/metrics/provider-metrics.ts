import { Counter, Gauge, type Registry } from 'prom-client';

/** Whether a provider's messages are held back for this reason now. */
export interface HeldSample {
  provider: string;
  reason: string;
  held: boolean;
}

/** Whether a provider's circuit is in this state now. */
export interface CircuitSample {
  provider: string;
  state: string;
  is: boolean;
}

/** How providers are, as this process finds them. */
export class ProviderMetrics {
  private readonly failovers: Counter<'from' | 'to' | 'reason'>;
  private readHeld: () => HeldSample[] = () => [];
  private readCircuits: () => CircuitSample[] = () => [];

  constructor(registry: Registry) {
    const registers = [registry];
    this.failovers = new Counter({
      name: 'sendstream_failovers_total',
      help: 'Messages that went by another account than they were meant for, and why.',
      labelNames: ['from', 'to', 'reason'],
      registers,
    });
    const held = new Gauge({
      name: 'sendstream_provider_held',
      help: "1 while a provider's messages are held back: down, refused (credentials, credits), quota, slowed.",
      labelNames: ['provider', 'reason'],
      registers,
      collect: () => {
        for (const { held: is, ...labels } of this.readHeld()) held.set(labels, is ? 1 : 0);
      },
    });
    const circuit = new Gauge({
      name: 'sendstream_provider_circuit',
      help: "1 for the state of a provider's circuit: closed, open (it is down), half_open (one call finds out).",
      labelNames: ['provider', 'state'],
      registers,
      collect: () => {
        for (const { is, ...labels } of this.readCircuits()) circuit.set(labels, is ? 1 : 0);
      },
    });
  }

  failedOver(from: string, to: string, reason: string): void {
    this.failovers.inc({ from, to, reason });
  }

  /** Where to read, at each scrape, what is held back, and how the circuits are. */
  readFrom(held: () => HeldSample[], circuits: () => CircuitSample[]): void {
    this.readHeld = held;
    this.readCircuits = circuits;
  }
}
