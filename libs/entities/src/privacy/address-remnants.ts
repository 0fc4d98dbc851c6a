/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { type AddressPattern, isWritten } from './address-pattern.js';
import { erasedAddress, erasedKey } from './erased-form.js';

/** It holds on, by its hash. Where an erased one says the same already, that stays. */
const SUPPRESSIONS = {
  name: 'erase_suppressions',
  text: `
    WITH found AS MATERIALIZED (
      SELECT id, channel, sender, reason FROM suppressions WHERE address = $1 AND channel IN ('sms', 'email')
    ), twice AS (
      DELETE FROM suppressions s USING found f
       WHERE s.id = f.id AND EXISTS (SELECT 1 FROM suppressions e
               WHERE (e.channel, e.address, e.sender, e.reason) = (f.channel, ${erasedAddress('$1::text')}, f.sender, f.reason))
      RETURNING s.id
    ), hashed AS (
      UPDATE suppressions s SET address = ${erasedAddress('$1::text')}, note = NULL, erased_at = now()
        FROM found f
       WHERE s.id = f.id AND NOT EXISTS (SELECT 1 FROM suppressions e
               WHERE (e.channel, e.address, e.sender, e.reason) = (f.channel, ${erasedAddress('$1::text')}, f.sender, f.reason))
      RETURNING s.id
    )
    SELECT id FROM twice UNION ALL SELECT id FROM hashed`,
};

/** Notes of others' suppressions may name him. */
const NOTES = {
  name: 'erase_suppression_notes',
  text: `UPDATE suppressions SET note = NULL WHERE note IS NOT NULL AND ${isWritten('note', '$1', '$2')}`,
};

/** One that runs would go on for a person who is not there any more; without its filter it would go on for all. */
const BULK_ACTIONS = {
  name: 'erase_bulk_actions',
  text: `
    UPDATE bulk_actions
       SET filter = filter - ARRAY['from', 'to', 'search', 'tag'], wanted = '{}', status = 'done',
           finished_at = coalesce(finished_at, now()), updated_at = now()
     WHERE ${isWritten('filter::text', '$1', '$2')} OR ${isWritten('wanted::text', '$1', '$2')} RETURNING id`,
};

/** The key is still known when it comes again, and nothing is sent a second time. */
const KEYS = {
  name: 'erase_idempotency_keys',
  text: `
    UPDATE idempotency_keys
       SET key = CASE WHEN ${isWritten('key', '$1', '$2')} THEN ${erasedKey('scope', 'key')} ELSE key END,
           erased = CASE WHEN ${isWritten('key', '$1', '$2')} THEN true ELSE erased END,
           refused = CASE WHEN ${isWritten('refused::text', '$1', '$2')} THEN NULL ELSE refused END
     WHERE ${isWritten('key', '$1', '$2')} OR ${isWritten('refused::text', '$1', '$2')} RETURNING scope`,
};

const CHOICES = {
  name: 'erase_sender_choices',
  text: 'DELETE FROM sender_choices WHERE recipient = $1 RETURNING recipient',
};

const COUNTERS = {
  name: 'erase_tag_counters',
  text: `
    WITH costs AS (DELETE FROM statistics_costs WHERE facet = 'tag' AND ${isWritten('tag', '$1', '$2')})
    DELETE FROM statistics_counters WHERE facet IN ('tag', 'tag_code') AND ${isWritten('tag', '$1', '$2')} RETURNING tag`,
};

/** Counters of failures by sender, of an address of ours: they go on without it. `$2`: whom they are counted for then. */
const FAILURES = {
  name: 'erase_failure_counters',
  text: `
    WITH gone AS (DELETE FROM statistics_failures WHERE sender = $1 RETURNING *)
    INSERT INTO statistics_failures AS c (step, time, type, provider, error_code, sender, destination, count)
    SELECT step, time, type, provider, error_code, $2, destination, count FROM gone
        ON CONFLICT (step, time, provider, error_code, sender, destination, type) DO UPDATE
       SET count = c.count + excluded.count
    RETURNING 1 AS counted`,
};
/** As where there are too many senders to tell them apart. */
const OTHERS = '*';

/** What is left of somebody beside messages, events and webhooks, in tables that are not large. */
@Injectable()
export class AddressRemnants {
  constructor(private readonly database: Database) {}

  /** Keeps the hashes of his suppressions in their place; answers of how many. */
  async hashSuppressions(address: string, { written, part }: AddressPattern): Promise<number> {
    await this.database.run(NOTES, [written, part]);
    return (await this.database.run(SUPPRESSIONS, [address])).length;
  }

  /** Removes him from bulk actions, idempotency keys, choices of senders and counters; answers how many rows. */
  async remove(address: string, { written, part }: AddressPattern): Promise<number> {
    const choices = await this.database.run(CHOICES, [address]);
    const failures = await this.database.run(FAILURES, [address, OTHERS]);
    let count = choices.length + failures.length;
    for (const statement of [BULK_ACTIONS, KEYS, COUNTERS])
      count += (await this.database.run(statement, [written, part])).length;
    return count;
  }
}
