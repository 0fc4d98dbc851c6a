import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long a piece of work may keep the event loop. Milliseconds; a step of one item may add its own time to that. */
const MAX_BLOCKING_MS = 10;

/**
 * Does `work` for each item, in order. Whenever that has kept the event loop for 10 ms, everybody else has a turn before it
 * goes on: the largest request makes nobody wait for all of it.
 */
export async function forEachYielding<Item>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => void,
): Promise<void> {
  let since = performance.now();
  let index = 0;
  for (const item of items) {
    work(item, index);
    index += 1;
    if (performance.now() - since < MAX_BLOCKING_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}
