/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { erasedHash } from './erased-events.js';
import { addressHash } from './erased-form.js';

export type ErasureKind = 'address' | 'conversation';

/** How much was removed or changed, by what it was. */
export type ErasureCounts = Record<string, number>;

/** What whoever asked for an erasure is shown. */
export interface ErasureReceipt {
  id: string;
  kind: ErasureKind;
  status: 'running' | 'done';
  counts: ErasureCounts;
  requestedAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

/** An erasure with something left to do. */
export interface RunningErasure {
  id: string;
  kind: ErasureKind;
  /** A participant, or the id of a conversation. */
  subject: string;
  /** Empty: it has not begun. */
  stage: string;
  /** Down to where the stage has come. */
  position: string | null;
}

const SHOWN = `id, kind, status, counts, requested_at AS "requestedAt", updated_at AS "updatedAt", finished_at AS "finishedAt"`;
const RUNNING = 'id, kind, subject, stage, position';
const SUBJECT = erasedHash("'subject'", '$1::text', '$2::text');

const BEGIN = {
  name: 'begin_erasure_receipt',
  text: `
    WITH marked AS (
      -- From now on what is still told of this person is kept as a hash.
      INSERT INTO erased (hash) SELECT ${addressHash('$2::text')} WHERE $1::text = 'address' ON CONFLICT DO NOTHING
    )
    INSERT INTO erasure_receipts (id, kind, subject, subject_hash) VALUES ($3, $1, $2, ${SUBJECT})
        ON CONFLICT (subject_hash) WHERE status = 'running' DO NOTHING`,
};

const LATEST = {
  name: 'latest_erasure_receipt',
  text: `SELECT ${SHOWN} FROM erasure_receipts WHERE subject_hash = ${SUBJECT} ORDER BY status DESC, id DESC LIMIT 1`,
};
const FIND = { name: 'find_erasure_receipt', text: `SELECT ${SHOWN} FROM erasure_receipts WHERE id = $1` };
const FIND_RUNNING = {
  name: 'find_running_erasure',
  text: `SELECT ${RUNNING} FROM erasure_receipts WHERE id = $1 AND status = 'running'`,
};
const OPEN = {
  name: 'running_erasures',
  text: `
    SELECT ${RUNNING} FROM erasure_receipts
     WHERE status = 'running' AND updated_at < now() - make_interval(secs => $1) ORDER BY updated_at LIMIT 100`,
};

const ADVANCE = {
  name: 'advance_erasure',
  text: `
    UPDATE erasure_receipts
       SET stage = $2, position = $3, updated_at = clock_timestamp(),
           counts = (SELECT coalesce(jsonb_object_agg(what, count), '{}') FROM (
             SELECT key AS what, sum(value::int) AS count
               FROM (SELECT * FROM jsonb_each_text(counts) UNION ALL SELECT * FROM jsonb_each_text($4::jsonb)) AS all_counts
              GROUP BY key) AS sums)
     WHERE id = $1 AND status = 'running'`,
};

/** The subject goes last: until then whoever continues must know it. */
const END = {
  name: 'end_erasure',
  text: `
    UPDATE erasure_receipts
       SET status = 'done', subject = NULL, stage = '', position = NULL, updated_at = clock_timestamp(), finished_at = clock_timestamp()
     WHERE id = $1 AND status = 'running'`,
};

/** Receipts of erasures, and how far those came that are not at their end. */
@Injectable()
export class ErasureReceipts {
  constructor(private readonly database: Database) {}

  /** Answers the receipt of this wish; that of the same subject, where one is running. */
  async begin(id: string, kind: ErasureKind, subject: string): Promise<ErasureReceipt> {
    await this.database.run(BEGIN, [kind, subject, id]);
    return (await this.latest(kind, subject)) as ErasureReceipt;
  }

  /** The receipt of the last wish to erase this; one that is running before one that is done. */
  async latest(kind: ErasureKind, subject: string): Promise<ErasureReceipt | null> {
    return (await this.database.run<ErasureReceipt>(LATEST, [kind, subject]))[0] ?? null;
  }

  async find(id: string): Promise<ErasureReceipt | null> {
    return (await this.database.run<ErasureReceipt>(FIND, [id]))[0] ?? null;
  }

  /** Null: there is none, or nothing is left to do. */
  async running(id: string): Promise<RunningErasure | null> {
    return (await this.database.run<RunningErasure>(FIND_RUNNING, [id]))[0] ?? null;
  }

  /** Those that nobody has brought forward for so long, at most 100. */
  unattended(forSeconds: number): Promise<RunningErasure[]> {
    return this.database.run<RunningErasure>(OPEN, [forSeconds]);
  }

  /** Records how far it came, and how much that was. */
  async advance(id: string, stage: string, position: string | null, counts: ErasureCounts): Promise<void> {
    await this.database.run(ADVANCE, [id, stage, position, counts]);
  }

  /** Nothing is left to do, and the subject is not known any more. */
  async end(id: string): Promise<void> {
    await this.database.run(END, [id]);
  }
}
