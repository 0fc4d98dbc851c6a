import { createHash, randomInt } from 'node:crypto';
import { seededRandom } from '../../../apps/sandbox/src/behaviour/seeded-random.js';

/** `FAULT_SEED`, or one of chance: every choice of the suite follows from it. */
export const FAULT_SEED = Number(process.env.FAULT_SEED || randomInt(1, 1_000_000));

/** `FAULTS=long`: more and longer faults. */
export const LONG = process.env.FAULTS === 'long';

/** One scenario's own repeatable choices, whatever the scenarios before it drew. */
export class SeededChoices {
  private readonly next: () => number;

  constructor(scenario: string) {
    const digest = createHash('sha256').update(`${FAULT_SEED} ${scenario}`).digest();
    this.next = seededRandom(digest.readUInt32BE(0));
  }

  /** True in `share` of all cases (0 to 1). */
  of(share: number): boolean {
    return this.next() < share;
  }

  /** From `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T;
  }
}
