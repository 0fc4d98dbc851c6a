import { setFlagsFromString } from 'node:v8';

/** By how much the old objects may grow before they are looked through again, in percent of what was left the last time. */
const GROWTH_PERCENT = 100;

/**
 * V8 lets the heap of a machine with much memory grow to several times what lives in it before it collects what is old:
 * twice the memory that a process of ours needs under load, for a few percent of its speed.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
