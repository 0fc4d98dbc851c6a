/** Explained in docs/decisions/0025-finding-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageStatus } from '../tables/message-status.js';
import { isOfNumbers } from './destination.js';
import { termOf } from './message-conditions.js';
import type { MessageFilter, MessageSearch } from './message-filter.js';
import { ofConversations, ofIds, ordered, type Source, TAIL, unordered } from './message-source.js';
import { StatementValues } from './statement-values.js';

/** What has no order is read whole at each step: no more than so many rows. */
const MAX_UNORDERED = 20_000;
/** Of so many conversations the messages are merged. */
const MAX_CONVERSATIONS = 2_000;
/** Events in the time of a change that are looked through for its messages. */
const MAX_EVENTS = 100_000;

/** Each of these statuses has an index of its own, the first ones in the order of ids. */
const ORDERED: MessageStatus[] = ['sent', 'failed', 'canceled', 'received'];
const OPEN: MessageStatus[] = ['scheduled', 'pending', 'sending', 'retry'];
const DIRECTIONS = ['outbound', 'inbound'] as const;
const TYPES = ['sms', 'mms', 'email'] as const;

const IS_INCOMPLETE = {
  name: 'index_is_incomplete',
  text: 'SELECT 1 FROM message_index WHERE provider IS NULL LIMIT 1',
};

const HOW_MANY_OPEN = {
  name: 'messages_open',
  text: `
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM messages
       WHERE status = ANY ($1) AND status IN ('scheduled', 'pending', 'sending', 'retry')
       LIMIT ${MAX_UNORDERED + 1}) AS open`,
};

const HOW_MANY_EVENTS = `
  SELECT count(*)::int AS count, (count(*) FILTER (WHERE status = ANY ($3)))::int AS matching FROM (
    SELECT status FROM message_events WHERE created_at >= $1 AND created_at < $2 LIMIT ${MAX_EVENTS + 1}) AS events`;

const CONVERSATIONS =
  'SELECT conversation_id AS id FROM conversation_search WHERE text ILIKE ANY ($1::text[])';

interface Explained {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
}

/** Sources that together have all that is wanted, and how many rows those are. */
interface Choice {
  sources: Source[];
  expected: number;
}

/** Chooses the way to the messages that a filter wants: the index that has the fewest others. */
@Injectable()
export class MessageSources {
  constructor(private readonly database: Database) {}

  /** Every message that the filter wants is in one of these sources, and any other may be. */
  async choose(filter: MessageFilter): Promise<Source[]> {
    const choices = [
      ...(await this.certain(filter)),
      ...(await this.byTag(filter)),
      ...(await this.bySender(filter)),
      ...(await this.byStatus(filter)),
      ...(await this.byChange(filter)),
      ...(filter.search ? await this.bySearch(filter.search) : []),
    ];
    const { sources } = choices.reduce((best, choice) => (choice.expected < best.expected ? choice : best));
    return sources.some(({ isIndex }) => isIndex) ? [...sources, TAIL] : sources;
  }

  /** What the index has in the order of ids, whatever is asked for. */
  private async certain(filter: MessageFilter): Promise<Choice[]> {
    const { conversationId, parentId, from, to, errorCode } = filter;
    const own = (name: string, wanted: string | undefined) =>
      wanted === undefined ? [] : [ordered({ ...INDEX, where: (value) => `${name} = ${value(wanted)}` })];
    const single = [
      ...own('conversation_id', conversationId),
      ...own('parent_id', parentId),
      ...(from === undefined || to === undefined ? [] : [pairOf(from, to)]),
      ...(errorCode === undefined ? [] : [ofCode(errorCode)]),
    ];
    return Promise.all(
      [...single.map((source) => [source]), kindsOf(filter)].map((each) => this.choice(each)),
    );
  }

  private async byTag({ tag }: MessageFilter): Promise<Choice[]> {
    return tag === undefined ? [] : this.ifFew(ofTag(tag));
  }

  /** Until the indexer has completed what an older version has indexed, the index does not know. */
  private async bySender({ provider, apiKeyId }: MessageFilter): Promise<Choice[]> {
    const sources = [
      ...(provider === undefined
        ? []
        : [ordered({ ...INDEX, where: (value) => `provider = ${value(provider)}` })]),
      ...(apiKeyId === undefined
        ? []
        : [ordered({ ...INDEX, where: (value) => `api_key_id = ${value(apiKeyId)}` })]),
    ];
    if (sources.length === 0 || (await this.isIncomplete())) return [];
    return Promise.all(sources.map((source) => this.choice([source])));
  }

  private async byStatus({ status }: MessageFilter): Promise<Choice[]> {
    if (!status || !status.every((each) => ORDERED.includes(each) || OPEN.includes(each))) return [];
    const open = status.filter((each) => OPEN.includes(each));
    if (open.length > 0 && (await this.countOpen(open)) > MAX_UNORDERED) return [];
    const sources = status.map((each) =>
      (ORDERED.includes(each) ? ordered : unordered)({
        table: 'messages',
        where: () => `status = '${each}'`,
      }),
    );
    return [await this.choice(sources)];
  }

  /** Each change has its event of the same moment, in the status that the message has from then on. */
  private async byChange({ changedAfter, changedBefore, status }: MessageFilter): Promise<Choice[]> {
    if (!changedAfter) return [];
    const until = changedBefore ?? 'infinity';
    const statuses = status ?? [...ORDERED, ...OPEN, 'delivered'];
    const [events] = await this.database.runOnce<{ count: number; matching: number }>(HOW_MANY_EVENTS, [
      changedAfter,
      until,
      statuses,
    ]);
    if (!events || events.count > MAX_EVENTS || events.matching > MAX_UNORDERED) return [];
    const source = unordered({
      table: 'message_events',
      id: 'message_id',
      where: (value) =>
        `created_at >= ${value(changedAfter)} AND created_at < ${value(until)} AND status = ANY (${value(statuses)})`,
    });
    return [{ sources: [source], expected: events.matching }];
  }

  /** Nothing, when one of the things that the text may stand for is so common that it is met on the way. */
  private async bySearch({ ids, addressParts, text, words }: MessageSearch): Promise<Choice[]> {
    if (await this.isIncomplete()) return [];
    const some = await this.ifAllFew([
      ofTag(text),
      unordered({
        ...INDEX,
        where: (value) => `terms @> ARRAY[${termOf(`${value(text)}::text`)}] AND terms <> '{}'`,
      }),
      unordered({ ...INDEX, where: (value) => `words @@ plainto_tsquery('simple', ${value(words)})` }),
    ]);
    if (!some) return [];
    const byAddress = addressParts.length > 0 ? await this.ofAddresses(addressParts) : [];
    if (!byAddress) return [];
    const sources = [ofIds(ids), ofCode(text), ...some.sources, ...byAddress];
    return [await this.choice(sources)];
  }

  /** Null when they are too many. */
  private async ofAddresses(parts: string[]): Promise<Source[] | null> {
    if ((await this.expected(CONVERSATIONS, [parts])) > 5 * MAX_CONVERSATIONS) return null;
    const found = await this.database.runOnce<{ id: string }>(
      `${CONVERSATIONS} LIMIT ${MAX_CONVERSATIONS + 1}`,
      [parts],
    );
    if (found.length > MAX_CONVERSATIONS) return null;
    const replies = unordered({
      ...INDEX,
      where: (value) =>
        `parent_id IS NOT NULL AND (from_participant || ' ' || to_participant) ILIKE ANY (${value(parts)}::text[])`,
    });
    return (await this.ifAllFew([replies])) && [ofConversations(found.map(({ id }) => id)), replies];
  }

  private async ifFew(source: Source): Promise<Choice[]> {
    const choice = await this.ifAllFew([source]);
    return choice ? [choice] : [];
  }

  private async ifAllFew(sources: Source[]): Promise<Choice | null> {
    const choices = await Promise.all(sources.map((source) => this.choice([source])));
    if (choices.some(({ expected }) => expected > MAX_UNORDERED)) return null;
    return { sources, expected: choices.reduce((sum, { expected }) => sum + expected, 0) };
  }

  private async choice(sources: Source[]): Promise<Choice> {
    const values = new StatementValues();
    const all = sources.map(({ all }) => all(values.add)).join(' UNION ALL ');
    return { sources, expected: await this.expected(all, values.all) };
  }

  /** How many rows the planner expects, from the statistics that PostgreSQL keeps. */
  private async expected(text: string, values: unknown[]): Promise<number> {
    const [row] = await this.database.runOnce<Explained>(`EXPLAIN (FORMAT JSON) ${text}`, values);
    return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
  }

  private async countOpen(status: MessageStatus[]): Promise<number> {
    const [row] = await this.database.run<{ count: number }>(HOW_MANY_OPEN, [status]);
    return row?.count ?? 0;
  }

  private async isIncomplete(): Promise<boolean> {
    return (await this.database.run(IS_INCOMPLETE, [])).length > 0;
  }
}

const INDEX = { table: 'message_index', id: 'message_id' };

function pairOf(from: string, to: string): Source {
  return ordered({
    ...INDEX,
    where: (value) => `from_participant = ${value(from)} AND to_participant = ${value(to)}`,
  });
}

function ofCode(code: string): Source {
  return ordered({
    table: 'messages',
    where: (value) => `error IS NOT NULL AND error->>'code' = ${value(code)}`,
  });
}

/** The index of tags knows no order. */
function ofTag(tag: string): Source {
  return unordered({ ...INDEX, where: (value) => `tags @> ARRAY[${value(tag)}::text] AND tags <> '{}'` });
}

/** Sender, recipient and kind have an index by every combination of direction and type; else all there are. */
function kindsOf({ direction, type, from, to, destination }: MessageFilter): Source[] {
  if ((from ?? to ?? direction ?? type ?? destination) === undefined)
    return [ordered({ ...INDEX, where: () => 'true' })];
  const isEmail = (from ?? to)?.includes('@') ?? (destination && !isOfNumbers(destination));
  const types = TYPES.filter((each) => isEmail === undefined || (each === 'email') === isEmail);
  const kinds = (direction ? [direction] : DIRECTIONS).flatMap((each) =>
    (type ? [type] : types).map((kind) => [each, kind] as const),
  );
  return kinds.map(([each, kind]) =>
    ordered({
      ...INDEX,
      where: (value) =>
        [
          ...(from === undefined ? [] : [`from_participant = ${value(from)}`]),
          ...(from !== undefined || to === undefined ? [] : [`to_participant = ${value(to)}`]),
          `direction = '${each}' AND type = '${kind}'`,
        ].join(' AND '),
    }),
  );
}
