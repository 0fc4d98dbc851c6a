import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { ApiKeys } from '#entities';

const WRITE_EVERY_MS = 5_000;

/** Records when keys were last used: in one statement for all of them every few seconds, not with each request. */
@Injectable()
export class KeyUsage implements BeforeApplicationShutdown {
  private readonly logger = new Logger(KeyUsage.name);
  private times = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly keys: ApiKeys) {}

  used(id: string): void {
    this.times.set(id, new Date());
    this.timer ??= setTimeout(() => void this.write(), WRITE_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const times = this.times;
    if (times.size === 0) return;
    this.times = new Map();
    try {
      await this.keys.used(times);
    } catch (error) {
      this.logger.debug({ msg: 'last use of keys not recorded', error: (error as Error).message });
      // With the next ones, unless a key was used again meanwhile.
      this.times = new Map([...times, ...this.times]);
    }
  }
}
