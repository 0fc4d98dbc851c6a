import type { BenchProcess } from '../run/bench-process.js';
import type { StoreWork } from '../run/store-work.js';

export interface RunningApi {
  /** Where `POST` takes a message. */
  sendUrl: string;
  process: BenchProcess;
}

export interface ProcessorOptions {
  /** Where Twilio's API is to be found; null: the provider answers inside the processor. */
  providerUrl: string | null;
  /** Messages in hand at once. */
  concurrency: number;
}

/** A whole service that accepts messages and sends them, measured from outside. */
export interface Stack {
  readonly name: 'ours' | 'stock';

  /** Makes its database, with every pair of participants known. */
  prepare(): Promise<void>;
  /** No message in the tables, nothing in the queue; called while none of its processes runs. */
  reset(): Promise<void>;
  startApi(): Promise<RunningApi>;
  startProcessor(options: ProcessorOptions): Promise<BenchProcess>;
  /** Stores and queues so many messages by the shortest way, for a processor to find. */
  fill(count: number): Promise<void>;
  /** The same, of messages that others may overtake. */
  fillBulk(count: number): Promise<void>;
  /** Messages that are queued or in hand. */
  depth(): Promise<number>;
  sent(): Promise<SentMessages>;
  /** Messages in its tables. */
  count(): Promise<number>;
  storeWork(): Promise<StoreWork>;
  /** Ends its connections, and drops its database. */
  close(): Promise<void>;
}

export interface SentMessages {
  count: number;
  /** Messages per second between the first tenth and the last tenth of them. */
  perSecond: number;
}
