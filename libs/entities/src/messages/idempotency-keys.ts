/** Explained in docs/decisions/0006-idempotency-keys.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { keptKey } from '../privacy/erased-form.js';

/** What was stored under a key. */
export interface StoredRequest {
  fingerprint: string;
  messageIds: string[];
  /** What of the request was refused, as it was given to MessageIntake. */
  refused: unknown;
}

const FIND = {
  name: 'find_idempotency_key',
  text: `
    SELECT fingerprint, message_ids AS "messageIds", refused FROM idempotency_keys
     WHERE scope = $1 AND key = ${keptKey('$1::text', '$2::text')} AND created_at >= now() - make_interval(secs => $3)`,
};

const FORGET = {
  name: 'forget_idempotency_keys',
  text: `
    DELETE FROM idempotency_keys WHERE (scope, key) IN (
      SELECT scope, key FROM idempotency_keys
       WHERE created_at < now() - make_interval(secs => $1) ORDER BY created_at LIMIT $2)
    RETURNING 1 AS forgotten`,
};

/** Reads and ends idempotency keys; they begin with the messages they stand for, in MessageIntake. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /** Null for a key that is not in use, or whose time is over. */
  async find(scope: string, key: string, ageOutAfterSeconds: number): Promise<StoredRequest | null> {
    const [row] = await this.database.run<StoredRequest>(FIND, [scope, key, ageOutAfterSeconds]);
    return row ?? null;
  }

  /** Deletes at most `limit` keys that are too old; answers how many there were. */
  async forget(ageOutAfterSeconds: number, limit: number): Promise<number> {
    return (await this.database.run(FORGET, [ageOutAfterSeconds, limit])).length;
  }
}
