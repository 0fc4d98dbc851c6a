import type { Limit } from '../stacks/limit.js';
import type { OurStack } from '../stacks/our-stack.js';
import type { StockStack } from '../stacks/stock-stack.js';
import type { BenchStores } from '../run/bench-stores.js';

/** What is the same for every measurement of a run. */
export interface Conditions {
  stores: BenchStores;
  ours: OurStack;
  stock: StockStack;
  limit: Limit;
  /** How long one measurement lasts, about. */
  seconds: number;
  warmUpSeconds: number;
  /** Connections of the load generator. */
  connections: number;
  /** Messages in hand at once, in each processor. */
  concurrency: number;
  seed: number;
  /** Bulk that waits while codes are sent. */
  backlog: number;
  note: (line: string) => void;
}
