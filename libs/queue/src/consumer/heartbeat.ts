import { BackgroundLoop, type NextStep, type OutageLog } from '#config';
import type { ConsumerHold } from '../consumer-hold.js';
import type { RedisLink } from '../redis/redis-link.js';
import { reportState } from '../scripts/report-state.js';
import type { GroupCreationLog } from './group-creation-log.js';
import type { QueueConsumer } from './queue-consumer.js';

const EVERY_MS = 500;
/** A reader needs about this long to obey a pause. */
const OBEYED_MS = 50;

export interface ControlBeatOptions {
  group: string;
  consumer: string;
  groups: GroupCreationLog;
  outage: OutageLog;
  heldBack: (queue: string) => ConsumerHold | null;
}

/**
 * Twice a second, in one round trip for all queues: tells Redis that this consumer lives and what it does, and learns
 * which queues are paused and where entries wait.
 */
export class Heartbeat {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly link: RedisLink,
    private readonly options: ControlBeatOptions,
    private readonly queues: readonly QueueConsumer[],
  ) {
    const { outage } = options;
    this.loop = new BackgroundLoop(() => this.beat(), {
      ...{ name: 'control beat', everyMs: EVERY_MS, jitter: 0, outage },
    });
  }

  start(): void {
    this.link.onReady(() => this.loop.soon());
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async beat(): Promise<NextStep | void> {
    const obeyed = await Promise.all(this.queues.map((queue) => this.beatFor(queue)));
    // A pause was seen or has just been obeyed: say so without waiting for the next beat.
    if (obeyed.includes(false)) return { inMs: OBEYED_MS };
  }

  /** False if the pause Redis knows of is not yet reported as obeyed. */
  private async beatFor(consumer: QueueConsumer): Promise<boolean> {
    const { group, groups, outage, heldBack } = this.options;
    const { keys } = this.link;
    const { queue, gate, acks, beatPlace } = consumer;
    const { state, token } = consumer.report();
    const held = heldBack(queue);
    const sentAt = performance.now();
    try {
      const [pause, unread, made] = await this.link.run((redis) =>
        reportState.run(
          redis,
          [keys.stream(queue), keys.consumers(queue), keys.paused(queue)],
          [
            ...[group, this.options.consumer, state, token],
            ...[held === null ? '' : JSON.stringify(held), acks.handled.lastMinute()],
          ],
        ),
      );
      gate.beat(sentAt, pause);
      consumer.sawUnread(unread === 1);
      if (made === 1) groups.made(queue);
      else groups.seen(queue);
      outage.worked(beatPlace);
      acks.retry();
      return pause === '' || pause === token;
    } catch (error) {
      outage.failed(error, beatPlace, { queue });
      return true;
    }
  }
}
