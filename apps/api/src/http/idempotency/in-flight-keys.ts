import { Injectable } from '@nestjs/common';
import { type IdempotencyKey, KeyReusedError } from '#messaging';
import { InvalidFields } from '../../problems/field-error.js';
import { KEY_FIELD } from './idempotency-key.js';
import { Refusal } from '../../problems/problem-exception.js';

const RETRY_AFTER_SECONDS = 1;

/** 409 for a request whose key another one is being answered under. */
class KeyInUseProblem extends Refusal {
  constructor() {
    super(409, 'A request with this Idempotency-Key is being answered right now; try again in a second.', {
      'Retry-After': String(RETRY_AFTER_SECONDS),
    });
  }
}

/** The keyed requests that this process is answering. (Of those that others answer, the database knows.) */
@Injectable()
export class InFlightKeys {
  private readonly running = new Set<string>();

  /** Does `work` unless a request with the same key is under way. @throws KeyInUseProblem, and InvalidFields for a reused key. */
  async during<T>(key: IdempotencyKey | null, work: () => Promise<T>): Promise<T> {
    if (key === null) return work();
    const name = `${key.scope} ${key.key}`;
    if (this.running.has(name)) throw new KeyInUseProblem();
    this.running.add(name);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof KeyReusedError)) throw error;
      throw new InvalidFields([{ field: KEY_FIELD, reason: 'was already used for another request' }]);
    } finally {
      this.running.delete(name);
    }
  }
}
