import { Injectable } from '@nestjs/common';
import { LATENCY_BOUNDS } from '#entities';

const PART_MS = 30_000;
/** Five minutes. */
const PARTS = 10;
/** Ends of calls in which the provider did what it is there for; a refusal of one message is such an answer too. */
const ANSWERS: ReadonlySet<string> = new Set(['accepted', 'permanent']);

/** How calls of a provider ended in the last five minutes. */
export interface ProviderFigures {
  calls: number;
  /** Of those, the ones that it did not answer as it should: errors, refusals of the account, no answer. */
  faults: number;
  /** How many took how long, as `latencyOf` reads them. */
  latencies: number[];
}

interface Part extends ProviderFigures {
  number: number;
}

const emptyFigures = (): ProviderFigures => ({
  calls: 0,
  faults: 0,
  latencies: new Array<number>(LATENCY_BOUNDS.length + 1).fill(0),
});

/** Counts how the calls of this process end, for each provider. */
@Injectable()
export class RecentCalls {
  private readonly parts = new Map<string, Part[]>();

  ended(provider: string, outcome: string, latencyMs: number, now = performance.now()): void {
    const part = this.partAt(provider, Math.floor(now / PART_MS));
    const bucket = bucketOf(latencyMs);
    part.calls += 1;
    if (!ANSWERS.has(outcome)) part.faults += 1;
    part.latencies[bucket] = (part.latencies[bucket] as number) + 1;
  }

  of(provider: string, now = performance.now()): ProviderFigures {
    const oldest = Math.floor(now / PART_MS) - PARTS + 1;
    return sumOf((this.parts.get(provider) ?? []).filter(({ number }) => number >= oldest));
  }

  private partAt(provider: string, number: number): Part {
    const parts = this.parts.get(provider) ?? [];
    this.parts.set(provider, parts);
    const last = parts.at(-1);
    if (last?.number === number) return last;
    const part = { number, ...emptyFigures() };
    parts.push(part);
    if (parts.length > PARTS) parts.shift();
    return part;
  }
}

export function sumOf(some: readonly ProviderFigures[]): ProviderFigures {
  const sum = emptyFigures();
  for (const { calls, faults, latencies } of some) {
    sum.calls += calls;
    sum.faults += faults;
    latencies.forEach((count, n) => (sum.latencies[n] = (sum.latencies[n] ?? 0) + count));
  }
  return sum;
}

/** The number of the bucket: 0 for what took less than the first bound. */
function bucketOf(latencyMs: number): number {
  const above = LATENCY_BOUNDS.findIndex((bound) => latencyMs < bound);
  return above < 0 ? LATENCY_BOUNDS.length : above;
}
