/** Explained in docs/decisions/0018-one-form-of-an-address.md. */
import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import { Database } from '../database.js';
import { erasedAddressIfAny } from '../privacy/erased-form.js';
import type { ConversationChannel } from '../tables/conversation.js';
import { webhooksToEndpoints } from '../webhooks/webhook-outbox.js';

export const SUPPRESSION_REASONS = ['stop', 'bounce', 'complaint', 'unsubscribe', 'manual'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** An address that wants nothing. */
export interface Suppression {
  id: string;
  channel: ConversationChannel;
  /** As a participant: E.164, or an email address without its name in lower case. */
  address: string;
  /** Whose messages it does not want; empty: anybody's. */
  sender: string;
  reason: SuppressionReason;
  note: string | null;
  createdAt: Date;
}

export type NewSuppression = Pick<Suppression, 'channel' | 'address' | 'reason' | 'note'>;

/** What is undefined does not matter. */
export interface SuppressionFilter {
  channel?: ConversationChannel | undefined;
  address?: string | undefined;
  reason?: SuppressionReason | undefined;
}

const COLUMNS = 'id, channel, address, sender, reason, note, created_at AS "createdAt"';
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Tries against others who add and remove the same one at the same time. */
const TRIES = 3;

const ADD = {
  name: 'add_suppression',
  text: `
    WITH added AS (
      INSERT INTO suppressions AS s (id, channel, address, reason, note) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (channel, address, sender, reason) DO NOTHING
      RETURNING s.*
    ), outbox AS (${webhooksToEndpoints({
      from: 'added',
      type: "'suppression.created'",
      snapshot: 'to_jsonb(c)',
    })}
    )
    SELECT ${COLUMNS}, true AS added FROM added
    UNION ALL
    SELECT ${COLUMNS}, false FROM suppressions WHERE channel = $2 AND address = $3 AND sender = '' AND reason = $4`,
};

const FIND = { name: 'find_suppression', text: `SELECT ${COLUMNS} FROM suppressions WHERE id = $1` };
const REMOVE = { name: 'remove_suppression', text: 'DELETE FROM suppressions WHERE id = $1 RETURNING id' };

/** Whom not to write to, as people keep it. */
@Injectable()
export class Suppressions {
  constructor(private readonly database: Database) {}

  /** Suppresses an address for every sender. One that is so already, for that reason, is answered as it is. */
  async add({
    channel,
    address,
    reason,
    note,
  }: NewSuppression): Promise<{ suppression: Suppression; added: boolean }> {
    for (let tries = 1; ; tries += 1) {
      const values = [newId(), channel, address, reason, note];
      const [row] = await this.database.run<Suppression & { added: boolean }>(ADD, values);
      if (row) {
        const { added, ...suppression } = row;
        return { suppression, added };
      }
      // Another's was committed after this statement began, and so was not to be seen.
      if (tries === TRIES)
        throw new Error('a suppression is added and removed at the same time, again and again');
    }
  }

  /** Newest first, those older than the one with the id `before`. */
  list(filter: SuppressionFilter, limit: number, before: string | undefined): Promise<Suppression[]> {
    const { channel, address, reason } = filter;
    const values: unknown[] = [before ?? AFTER_ALL, limit];
    const conditions = Object.entries({ channel, address, reason }).flatMap(([column, value]) => {
      if (value === undefined) return [];
      const place = `$${values.push(value)}`;
      // One that was erased is known by its address still, although it does not hold it.
      return column === 'address'
        ? [`address IN (${place}, ${erasedAddressIfAny(`${place}::text`)})`]
        : [`${column} = ${place}`];
    });
    const wanted = ['id < $1', ...conditions].join(' AND ');
    // Of one address there are few, found by their unique index; the order must not tempt into another.
    const fence = address === undefined ? '' : 'OFFSET 0';
    const statement = {
      name: `list_suppressions_${[channel && 'c', address && 'a', reason && 'r'].filter(Boolean).join('')}`,
      text: `
        SELECT ${COLUMNS} FROM (SELECT * FROM suppressions WHERE ${wanted} ${fence}) AS s
         ORDER BY id DESC LIMIT $2`,
    };
    return this.database.run<Suppression>(statement, values);
  }

  async find(id: string): Promise<Suppression | null> {
    return (await this.database.run<Suppression>(FIND, [id]))[0] ?? null;
  }

  /** False when there is none with this id. */
  async remove(id: string): Promise<boolean> {
    return (await this.database.run(REMOVE, [id])).length === 1;
  }
}
