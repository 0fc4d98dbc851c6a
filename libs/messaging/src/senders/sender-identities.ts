import type { PoolIndex } from './pool-index.js';

/** A number of ours, and what else was sent from it as: the Messaging Service that brought a text to it, where it says one. */
export interface OurNumber {
  number: string;
  service?: string | null | undefined;
}

/** All senders that this number stands for, itself first. Who wants nothing of the one wants nothing of the others. */
export function sendersOf({ number, service }: OurNumber, pools: PoolIndex): string[] {
  return [...new Set([number, pools.poolOf(number), service?.toLowerCase()])].filter(
    (sender): sender is string => sender !== null && sender !== undefined && sender !== '',
  );
}
