import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable, type StoredEvent, ProviderEvents } from '#entities';
import { Tracking } from './tracking.js';
import { FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS } from './due-provider-events.js';

const PAGE = 200;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** How many events were applied again, and how many could not be. */
export interface ReplayResult {
  applied: number;
  failed: number;
}

/** Applies stored callbacks again: for when what they did is in doubt. */
@Injectable()
export class ProviderEventReplay {
  constructor(
    private readonly events: ProviderEvents,
    private readonly tracking: Tracking,
  ) {}

  /**
   * Applies all that `provider` told since then, in the order it came. What has happened already happens no second time,
   * and what recipients wanted is left as it is now. An event that cannot be applied holds no other up.
   */
  async run(provider: string, since: Date): Promise<ReplayResult> {
    let position = { receivedAt: since.toISOString(), id: NO_ID };
    const replayed: ReplayResult = { applied: 0, failed: 0 };
    for (;;) {
      const page = await this.events.since(provider, position, PAGE);
      const last = page.at(-1);
      if (!last) return replayed;
      const missing = page.filter(({ applied }) => !applied);
      const done = page.filter(({ applied }) => applied);
      const failed = (await this.applyMissing(missing)) + (await this.applyAgain(done));
      replayed.failed += failed;
      replayed.applied += page.length - failed;
      position = last;
    }
  }

  private applyMissing(events: StoredEvent[]): Promise<number> {
    const apply = (some: StoredEvent[]) => this.tracking.applyStored(some.map(({ id }) => id));
    return failuresOf(events, apply, async ({ id }, { message }) => {
      await this.events.failed(id, message, FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS);
    });
  }

  private applyAgain(events: StoredEvent[]): Promise<number> {
    return failuresOf(
      events,
      (some) => this.tracking.replay(some),
      () => Promise.resolve(),
    );
  }
}

/** All together or, when one of them is bad, each on its own; answers how many were. @throws the error of an outage. */
async function failuresOf(
  events: StoredEvent[],
  apply: (some: StoredEvent[]) => Promise<void>,
  note: (event: StoredEvent, error: Error) => Promise<void>,
): Promise<number> {
  if (events.length === 0) return 0;
  try {
    await apply(events);
    return 0;
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    const [event, ...others] = events;
    if (others.length === 0) {
      await note(event as StoredEvent, error as Error);
      return 1;
    }
    let failures = 0;
    for (const each of events) failures += await failuresOf([each], apply, note);
    return failures;
  }
}
