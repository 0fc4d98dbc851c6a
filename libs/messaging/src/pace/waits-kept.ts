/** Explained in docs/decisions/0032-pace.md. */
import { Injectable } from '@nestjs/common';
import { type Claim, isDatabaseUnavailable, type PacedAttempt, PaceWaits } from '#entities';
import { Batcher } from '../batcher.js';
import { DatabaseRetries } from '../database-retries.js';

/**
 * Tells the database of a claimed message that waits here for its turn, so that it is sent by others if this process dies, and
 * no provider is asked whether it was called.
 */
@Injectable()
export class WaitsKept {
  private readonly beginning: Batcher<PacedAttempt, void>;
  private readonly ending: Batcher<PacedAttempt, boolean>;

  constructor(
    private readonly database: DatabaseRetries,
    waits: PaceWaits,
  ) {
    const options = {
      isOutage: isDatabaseUnavailable,
      maxSize: 250,
      maxInFlight: 2,
      keyOf: ({ messageId }: PacedAttempt) => messageId,
    };
    this.beginning = new Batcher({
      ...options,
      run: async (attempts) => {
        await waits.begin(attempts);
        return attempts.map(() => undefined);
      },
    });
    this.ending = new Batcher({
      ...options,
      run: async (attempts) => {
        const ours = await waits.end(attempts);
        return attempts.map(({ attemptId }) => ours.has(attemptId));
      },
    });
  }

  /** It waits from now on. Without a database that answers nothing is kept, and its outcome is unknown if we die. */
  async begin(claim: Claim): Promise<void> {
    try {
      await this.beginning.add(attemptOf(claim));
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
    }
  }

  /** Its turn has come. False when it is another's meanwhile, and must not be called. Waits while PostgreSQL is away. */
  end(claim: Claim): Promise<boolean> {
    return this.database.run(() => this.ending.add(attemptOf(claim)));
  }
}

function attemptOf({ id: messageId, attemptId, claimedAt }: Claim): PacedAttempt {
  return { messageId, attemptId, claimedAt };
}
