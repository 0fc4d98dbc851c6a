import { Injectable } from '@nestjs/common';
import { WebhookEvents } from '#entities';
import { Tracking } from '../track/tracking.js';

const PAGE = 200;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Applies stored callbacks again: for when what they did is in doubt. */
@Injectable()
export class WebhookReplay {
  constructor(
    private readonly events: WebhookEvents,
    private readonly tracking: Tracking,
  ) {}

  /**
   * Applies all that `provider` told since then, in the order it came; answers how many events that were. What has happened
   * already happens no second time, and what recipients wanted is left as it is now.
   */
  async run(provider: string, since: Date): Promise<number> {
    let position = { receivedAt: since.toISOString(), id: NO_ID };
    let count = 0;
    for (;;) {
      const page = await this.events.since(provider, position, PAGE);
      const last = page.at(-1);
      if (!last) return count;
      const missing = page.filter(({ applied }) => !applied).map(({ id }) => id);
      if (missing.length > 0) await this.tracking.applyStored(missing);
      await this.tracking.replay(page.filter(({ applied }) => applied));
      count += page.length;
      position = last;
    }
  }
}
