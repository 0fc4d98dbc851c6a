import type { LoggerService } from '@nestjs/common';
import { OutageLog, type OutageWords } from '#config';
import { QueueUnavailableError } from '#queue';

/** How long nobody asks a Redis that did not answer: not each request has to find out by itself. */
const PAUSE_MS = 1_000;

/** Whether an error says that Redis is away. */
export const isRedisOutage = (error: unknown): boolean => error instanceof QueueUnavailableError;

/**
 * What is asked of a Redis that may be away, by who goes on without an answer. After one that failed nobody asks for a second; the
 * log says when that begins and when it is over.
 */
export class RedisAnswers {
  private readonly outage: OutageLog;
  private askAgainAt = -Infinity;

  constructor(
    logger: Pick<LoggerService, 'warn' | 'log'>,
    words: OutageWords,
    /** Which errors are no reason to fail. */
    private readonly isOutage = isRedisOutage,
    /** A steady clock, in milliseconds. */
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.outage = new OutageLog(logger, words, clock);
  }

  /** The answer; null when there is none, or nobody asks at the moment. @throws what is no outage. */
  async of<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
    if (this.clock() < this.askAgainAt) return null;
    try {
      const answer = await ask();
      this.outage.worked();
      return answer;
    } catch (error) {
      this.failed(error);
      return null;
    }
  }

  /** Notes that something else got no answer. @throws what is no outage. */
  failed(error: unknown): void {
    if (!this.isOutage(error)) throw error;
    this.askAgainAt = this.clock() + PAUSE_MS;
    this.outage.failed(error);
  }
}
