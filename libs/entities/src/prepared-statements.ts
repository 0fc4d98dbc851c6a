/** Explained in docs/decisions/0045-behind-a-pooler.md. */
import { Logger } from '@nestjs/common';
import { isLostPreparation } from './database-unavailable.js';

/** For how long nothing is prepared after a preparation was lost. */
const PLAIN_FOR_MS = 60_000;

interface Query {
  name?: string;
  text: string;
  values: unknown[];
}

/**
 * Whether statements are sent under their names, so that a connection parses and plans each once. Where a pooler turns out to
 * give every transaction another connection, they are sent whole for a minute.
 */
export class PreparedStatements {
  private plainUntil: number;

  constructor(prepares: boolean) {
    this.plainUntil = prepares ? -Infinity : Infinity;
  }

  /** A statement as it is sent now. */
  as({ name, text }: { name: string; text: string }, values: unknown[]): Query {
    return performance.now() < this.plainUntil ? { text, values } : { name, text, values };
  }

  /** Does the work once more when a preparation was lost: nothing of it was done. */
  async orElsePlain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isLostPreparation(error)) throw error;
      this.lost();
      return work();
    }
  }

  private lost(): void {
    const now = performance.now();
    if (now >= this.plainUntil)
      new Logger('Database').warn({
        msg: 'a pooler lost a prepared statement; sending statements whole for a minute. DATABASE_PREPARED_STATEMENTS=false does so always',
      });
    this.plainUntil = Math.max(this.plainUntil, now + PLAIN_FOR_MS);
  }
}
