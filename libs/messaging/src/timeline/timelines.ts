import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { inTurns } from '#config';
import { EVENTS_AT_ONCE, type MessageEvent, TimelineReader } from '#entities';

const LOOK_EVERY_MS = 250;

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
export class Timelines implements OnApplicationShutdown {
  private readonly logger = new Logger(Timelines.name);
  private readonly followers = new Set<Follower>();
  private timer: NodeJS.Timeout | null = null;
  private looking = false;
  private failing = false;

  constructor(private readonly reader: TimelineReader) {}

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
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    setImmediate(() => void this.look());
    return () => this.leave(follower);
  }

  onApplicationShutdown(): void {
    for (const follower of this.followers) this.leave(follower);
  }

  private leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private async look(): Promise<void> {
    if (this.looking || this.followers.size === 0) return;
    this.looking = true;
    try {
      await this.tellAll([...this.followers]);
      this.failing = false;
    } catch (error) {
      const msg = 'timelines cannot be read now; those who follow them wait';
      if (!this.failing) this.logger.warn({ msg, error: (error as Error).message });
      this.failing = true;
    } finally {
      this.looking = false;
    }
  }

  private async tellAll(followers: Follower[]): Promise<void> {
    const found = await this.reader.since(followers);
    await inTurns(followers, (follower, index) => {
      const events = found[index] ?? [];
      follower.after = events.at(-1)?.id ?? follower.after;
      if (this.followers.has(follower)) follower.tell(events, events.length < EVENTS_AT_ONCE);
    });
  }
}
