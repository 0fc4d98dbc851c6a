import type { HeldBack } from '../held-back.js';
import { consumersKey, pausedKey } from '../queue-keys.js';
import type { RedisLink } from '../redis/redis-link.js';
import { reportState } from '../scripts/report-state.js';
import type { MadeGroups } from './made-groups.js';
import type { QueueConsumer } from './queue-consumer.js';

const EVERY_MS = 500;
/** A reader needs about this long to obey a pause. */
const OBEYED_MS = 50;

/**
 * Twice a second, in one round trip for all queues: tells Redis that this consumer lives and what it does, and learns
 * which queues are paused and where entries wait.
 */
export class ControlBeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly link: RedisLink,
    private readonly group: string,
    private readonly consumer: string,
    private readonly queues: readonly QueueConsumer[],
    private readonly groups: MadeGroups,
    private readonly heldBack: (queue: string) => HeldBack | null,
  ) {}

  start(): void {
    this.link.onReady(() => this.soon());
    this.soon();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.beating;
  }

  /** Beats now, or as soon as the beat under way is answered. */
  private soon(ms = 0): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.beating ??= this.beat();
    }, ms);
  }

  private async beat(): Promise<void> {
    const obeyed = await Promise.all(this.queues.map((queue) => this.beatFor(queue)));
    this.beating = undefined;
    // A pause was seen or has just been obeyed: say so without waiting for the next beat.
    this.soon(obeyed.includes(false) ? OBEYED_MS : EVERY_MS);
  }

  /** False if the pause Redis knows of is not yet reported as obeyed. */
  private async beatFor(consumer: QueueConsumer): Promise<boolean> {
    const { queue, gate, acks, trouble } = consumer;
    const { state, token } = consumer.report();
    const held = this.heldBack(queue);
    const sentAt = performance.now();
    try {
      const [pause, unread, made] = await this.link.run((redis) =>
        reportState.run(
          redis,
          [queue, consumersKey(queue), pausedKey(queue)],
          [this.group, this.consumer, state, token, held === null ? '' : JSON.stringify(held)],
        ),
      );
      gate.beat(sentAt, pause);
      consumer.sawUnread(unread === 1);
      if (made === 1) this.groups.made(queue);
      else this.groups.seen(queue);
      trouble.over('beat');
      acks.retry();
      return pause === '' || pause === token;
    } catch (error) {
      trouble.failed('beat', error);
      return true;
    }
  }
}
