/** Explained in docs/decisions/0046-schemas-and-clocks.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, commonClock, OutageLog } from '#config';
import { isLasting } from './database-unavailable.js';
import { Database } from './database.js';

const EVERY_MS = 30_000;
/** A machine whose clock differs by more is told of. */
const TOLERATED_MS = 2_000;
/** What was waited for longer says too little of when it was read: an answer of that age is only taken for want of another. */
const PROMPT_MS = 1_000;
const NOW = 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms';

/** Keeps the common clock at PostgreSQL's time, by which due messages are found and expired ones blocked. */
@Injectable()
export class DatabaseClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseClock.name);
  private readonly outage = new OutageLog(this.logger, {
    lasts: "PostgreSQL's clock cannot be read now",
    over: "PostgreSQL's clock is read again",
  });
  private readonly loop = new BackgroundLoop(() => this.read(), {
    name: 'clock',
    everyMs: EVERY_MS,
    outage: this.outage,
    isToldElsewhere: isLasting,
  });
  private differs = false;

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    // Before the first request. While PostgreSQL is away none can be accepted either.
    await this.read().catch((error: unknown) => {
      if (!isLasting(error)) this.outage.failed(error, 'clock');
    });
    this.loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async read(): Promise<void> {
    const asked = performance.now();
    const [row] = await this.database.runOnce<{ ms: string }>(NOW, []);
    const answered = performance.now();
    if (commonClock.isSet && answered - asked > PROMPT_MS) return;
    commonClock.set(Number(row?.ms), (asked + answered) / 2);
    this.tell(Date.now() - commonClock.now());
  }

  /** Once when it begins to differ, and once when it no longer does. */
  private tell(byMs: number): void {
    const differs = Math.abs(byMs) > TOLERATED_MS;
    if (differs === this.differs) return;
    this.differs = differs;
    if (differs)
      this.logger.warn({
        msg: "this machine's clock differs from PostgreSQL's, which counts",
        by_seconds: Math.round(byMs / 1_000),
      });
    else this.logger.log({ msg: "this machine's clock agrees with PostgreSQL's again" });
  }
}
