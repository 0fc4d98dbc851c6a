import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { retryWhileDatabaseAway } from './retry-while-database-away.js';

/** Work that waits for a PostgreSQL that is away, as long as this process is not told to stop. */
@Injectable()
export class DatabaseRetries implements OnApplicationShutdown {
  private readonly stopping = new AbortController();

  /** As {@link retryWhileDatabaseAway}. @throws also the database's error, when the process is told to stop. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return retryWhileDatabaseAway(work, this.stopping.signal);
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }
}
