import { ConnectionError } from './api-error.js';
import { BrokenStream, framesOf } from './event-frames.js';
import { sleep } from './sleep.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const MAX_BREAKS_IN_A_ROW = 10;

/** Asks for the events after one, or for all; null: there is none, and none will follow. */
type Opening = (lastEventId: string | undefined) => Promise<ReadableStream<Uint8Array> | null>;

/**
 * The events of a stream, each once and in order, whatever becomes of the connections, until the service says that none will
 * follow. @throws what `open` throws; ConnectionError when connections break that often in a row without an event between.
 */
export async function* followedEvents<Event>(
  open: Opening,
  signal: AbortSignal,
): AsyncGenerator<Event, void, undefined> {
  let lastEventId: string | undefined;
  let breaks = 0;
  for (;;) {
    const body = await open(lastEventId);
    if (body === null) return;
    try {
      for await (const { id, data } of framesOf(body)) {
        lastEventId = id;
        breaks = 0;
        yield JSON.parse(data) as Event;
      }
      // It is at its end, and its events are kept no more.
      if (lastEventId === undefined) return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof BrokenStream)) throw error;
      breaks += 1;
      if (breaks === MAX_BREAKS_IN_A_ROW) throw new ConnectionError(error.message, { cause: error });
    }
    await sleep(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** breaks, LONGEST_PAUSE_MS), signal);
  }
}
