import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import { ApiKeys } from '#entities';
import { isStoreOutage } from '../store-outage.js';

const WRITE_EVERY_MS = 5_000;

/** Records when keys were last used: in one statement for all of them every few seconds, not with each request. */
@Injectable()
export class KeyUsage implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(KeyUsage.name);
  private times = new Map<string, Date>();
  private readonly loop = new BackgroundLoop(() => this.write(), {
    everyMs: WRITE_EVERY_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'the last use of keys cannot be recorded now',
      over: 'the last use of keys is recorded again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(private readonly keys: ApiKeys) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  used(id: string): void {
    if (this.times.size === 0) this.loop.soon(WRITE_EVERY_MS);
    this.times.set(id, new Date());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.write().catch((error: Error) =>
      this.logger.warn({ msg: 'the last use of keys was not recorded', error: error.message }),
    );
  }

  private async write(): Promise<NextStep> {
    const times = this.times;
    if (times.size > 0) {
      this.times = new Map();
      try {
        await this.keys.used(times);
      } catch (error) {
        // With the next ones, unless a key was used again meanwhile.
        this.times = new Map([...times, ...this.times]);
        throw error;
      }
    }
    return { inMs: this.times.size > 0 ? WRITE_EVERY_MS : Infinity };
  }
}
