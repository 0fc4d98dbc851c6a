/** Explained in docs/decisions/0025-finding-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { idsTo, isOfNumbers } from './destination.js';
import { idRangeOf } from './id-range.js';
import { isWanted } from './message-conditions.js';
import { type MessageFilter, withoutContradiction } from './message-filter.js';
import type { Source } from './message-source.js';
import { MessageSources } from './message-sources.js';
import { StatementValues } from './statement-values.js';

/** A part of what a filter wants. */
export interface ScanPage {
  /** Newest first. */
  ids: string[];
  /** Where the list goes on: after this id. Null at its end. */
  next: string | null;
}

/** Candidates that are looked at in one statement at most. */
const MAX_STEP = 5_000;
/** From step to step they are so many times as many. */
const GROWTH = 4;
const MIN_STEP = 50;
const LOWEST = '00000000-0000-0000-0000-000000000000';

const BY_PROVIDER_ID = {
  name: 'messages_by_provider_id',
  text: `
    SELECT message_id AS id FROM send_attempts WHERE provider_message_id = ANY ($1)
     UNION
    SELECT id FROM messages WHERE direction = 'inbound' AND provider_message_id = ANY ($1)`,
};

/**
 * Walks through the messages that a filter wants, newest first. Candidates come from an index, and each is looked at as it is
 * now. A page that would take longer than its time ends early, be it empty, and says where to go on.
 */
@Injectable()
export class MessageScan {
  constructor(
    private readonly database: Database,
    private readonly sources: MessageSources,
  ) {}

  /** At most `limit` of them, and as many as are found in about `withinMs`. */
  async page(asked: MessageFilter, limit: number, withinMs: number): Promise<ScanPage> {
    const until = performance.now() + withinMs;
    const filter = await this.withIds(withoutContradiction(asked));
    if (filter.status?.length === 0) return { ids: [], next: null };
    return this.walk(filter, await this.sources.choose(filter), limit, until);
  }

  /** All of them, in batches of about `size`, and of 5,000 at most. */
  async *batches(asked: MessageFilter, size: number): AsyncGenerator<string[], void, undefined> {
    const filter = await this.withIds(withoutContradiction(asked));
    if (filter.status?.length === 0) return;
    const sources = await this.sources.choose(filter);
    for (let [after, count] = [filter.after, size]; ;) {
      const { ids, floor } = await this.step({ ...filter, after }, sources, count);
      if (ids.length > 0) yield ids;
      if (floor === null) return;
      after = floor;
      if (ids.length < size / 2) count = Math.min(count * GROWTH, MAX_STEP);
    }
  }

  private async walk(
    filter: MessageFilter,
    sources: Source[],
    limit: number,
    until: number,
  ): Promise<ScanPage> {
    const ids: string[] = [];
    let after = filter.after;
    // One more than the page tells whether there is another.
    for (let count = Math.min(limit + 1, MAX_STEP); ;) {
      const started = performance.now();
      const step = await this.step({ ...filter, after }, sources, count);
      ids.push(...step.ids);
      if (ids.length > limit) return { ids: ids.slice(0, limit), next: ids[limit - 1] as string };
      if (step.floor === null) return { ids, next: null };
      after = step.floor;
      const now = performance.now();
      if (now >= until) return { ids, next: after };
      const inTime = Math.floor(((until - now) * count) / (now - started));
      count = Math.max(MIN_STEP, Math.min(count * GROWTH, inTime, MAX_STEP));
    }
  }

  /** The next `count` of each source: those that are wanted, and up to where all are known. */
  private async step(filter: MessageFilter, sources: Source[], count: number) {
    const values = new StatementValues();
    const { add: value } = values;
    const limit = `${value(count)}::int`;
    const { destination } = filter;
    const country = destination !== undefined && isOfNumbers(destination) ? destination : null;
    const { from, below } = idRangeOf(filter);
    const bounds = [
      ...(from === null ? [] : [`>= ${value(from)}`]),
      ...[below, filter.after ?? null].flatMap((end) => (end === null ? [] : [`< ${value(end)}`])),
    ];
    const isInRange = (id: string) => bounds.map((bound) => `${id} ${bound}`).join(' AND ') || 'true';
    const parts = sources.map(
      (source, n) => `s${n} AS MATERIALIZED (${source.ids({ value, isInRange, limit })})`,
    );
    const names = sources.map((_, n) => `s${n}`);
    // A source that gave all it was asked for may have more behind its last: so far the others are read too.
    const ends = names.map((name) => `(SELECT id FROM ${name} ORDER BY id DESC OFFSET ${limit} - 1 LIMIT 1)`);
    const text = `
      WITH ${parts.join(', ')},
      floor AS MATERIALIZED (SELECT id FROM (${ends.join(' UNION ALL ')}) AS ends ORDER BY id DESC LIMIT 1),
      candidates AS MATERIALIZED (
        SELECT id FROM (${names.map((name) => `SELECT id FROM ${name}`).join(' UNION ')}) AS merged
         WHERE id >= coalesce((SELECT id FROM floor), '${LOWEST}')
      )
      SELECT (SELECT id FROM floor) AS floor, ARRAY(
        SELECT ${country === null ? 'c.id::text' : 'c.id || m.to_address'} FROM candidates c
         CROSS JOIN LATERAL (
           SELECT to_address FROM messages m WHERE m.id = c.id AND ${isWanted(filter, value)} OFFSET 0) AS m
         ORDER BY c.id DESC) AS found`;
    const [row] = await this.database.runOnce<{ floor: string | null; found: string[] }>(text, values.all);
    const { floor, found } = row as { floor: string | null; found: string[] };
    return { floor, ids: country === null ? found : await idsTo(country, found) };
  }

  /** The filter, with our ids of what is known by a provider's. */
  private async withIds(filter: MessageFilter): Promise<MessageFilter> {
    const { search } = filter;
    if (!search || search.providerIds.length === 0) return filter;
    const found = await this.database.run<{ id: string }>(BY_PROVIDER_ID, [search.providerIds]);
    return { ...filter, search: { ...search, ids: [...search.ids, ...found.map(({ id }) => id)] } };
  }
}
