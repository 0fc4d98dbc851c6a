import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, forEachYielding, type NextStep, OutageLog } from '#config';
import { EVENTS_AT_ONCE, type MessageEvent, TimelineReader } from '#entities';

const POLL_INTERVAL_MS = 250;

interface Follower {
  messageId: string;
  after: string;
  /** `caughtUp`: there was no more than this. */
  tell(events: MessageEvent[], caughtUp: boolean): void;
}

/**
 * Tells followers what happens to messages. However many there are, they cost one statement every quarter of a second, and
 * nothing where a message moves; without any there is none.
 */
@Injectable()
export class Timelines implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Timelines.name);
  private readonly followers = new Set<Follower>();
  private readonly loop = new BackgroundLoop(() => this.look(), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'timelines cannot be read now; event streams are delayed',
      over: 'timelines are read again',
    }),
  });

  constructor(private readonly reader: TimelineReader) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /**
   * Tells of every event of the message after the one with the id `after` ('0': from the beginning), in order: first at the
   * next look even when there was none, then whenever there are some. Answers how to end it.
   */
  follow(messageId: string, after: string, tell: Follower['tell']): () => void {
    let first = true;
    const follower: Follower = {
      messageId,
      after,
      tell: (events, caughtUp) => {
        if (events.length > 0 || first) tell(events, caughtUp);
        first = false;
      },
    };
    this.followers.add(follower);
    this.loop.soon();
    return () => void this.followers.delete(follower);
  }

  async onApplicationShutdown(): Promise<void> {
    this.followers.clear();
    await this.loop.stop();
  }

  private async look(): Promise<NextStep | void> {
    if (this.followers.size === 0) return { inMs: Infinity };
    await this.tellAll([...this.followers]);
  }

  private async tellAll(followers: Follower[]): Promise<void> {
    const found = await this.reader.since(followers);
    await forEachYielding(followers, (follower, index) => {
      const events = found[index] ?? [];
      follower.after = events.at(-1)?.id ?? follower.after;
      if (this.followers.has(follower)) follower.tell(events, events.length < EVENTS_AT_ONCE);
    });
  }
}
