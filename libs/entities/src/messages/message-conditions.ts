import { MAX_TERM_LENGTH, TERMS, WORDS } from '../search-index/searched-text.js';
import { participantOf } from '../tables/participant.js';
import { mayGoTo } from './destination.js';
import type { MessageFilter, MessageSearch } from './message-filter.js';
import type { Value } from './statement-values.js';

const FROM = participantOf('m.type', 'm.from_address');
const TO = participantOf('m.type', 'm.to_address');

/**
 * SQL for whether the filter wants a message `m`, as the row of `messages` is now. `after` is not looked at, and of a `destination`
 * that is a country only its calling code.
 */
export function isWanted(filter: MessageFilter, value: Value): string {
  const when = <T>(wanted: T | undefined, condition: (wanted: T) => string) =>
    wanted === undefined ? [] : [condition(wanted)];
  const equal = (column: string, wanted: unknown) => when(wanted, (it) => `${column} = ${value(it)}`);
  const conditions = [
    ...equal('m.conversation_id', filter.conversationId),
    ...equal('m.parent_id', filter.parentId),
    ...equal('m.direction', filter.direction),
    ...equal('m.type', filter.type),
    ...equal('m.priority', filter.priority),
    ...equal('m.provider', filter.provider),
    ...equal('m.api_key_id', filter.apiKeyId),
    ...when(filter.status, (status) => `m.status = ANY (${value(status)})`),
    ...equal(FROM, filter.from),
    ...equal(TO, filter.to),
    ...when(filter.destination, (destination) => mayGoTo(destination, value)),
    ...when(filter.tag, (tag) => `${value(tag)} = ANY (m.tags)`),
    ...when(filter.errorCode, (code) => `m.error->>'code' = ${value(code)}`),
    ...when(filter.createdAfter, (time) => `m.created_at >= ${value(time)}`),
    ...when(filter.createdBefore, (time) => `m.created_at < ${value(time)}`),
    ...when(filter.changedAfter, (time) => `m.updated_at >= ${value(time)}`),
    ...when(filter.changedBefore, (time) => `m.updated_at < ${value(time)}`),
    ...when(filter.search, (search) => isFoundBy(search, value)),
  ];
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}

/**
 * What is cheap to look at comes first. Addresses, terms and words are those of the index, where it has the message: to
 * cut them out of its row takes several times as long.
 */
function isFoundBy({ ids, addressParts, text, words }: MessageSearch, value: Value): string {
  const asked = `${value(text)}::text`;
  const query = `plainto_tsquery('simple', ${value(words)})`;
  const parts = addressParts.length > 0 ? value(addressParts) : null;
  const has = (row: { words: string; terms: string; from: string; to: string }) =>
    [
      `${row.words} @@ ${query}`,
      ...(parts === null ? [] : [row.from, row.to].map((address) => `${address} ILIKE ANY (${parts})`)),
      `${termOf(asked)} = ANY (${row.terms})`,
    ].join(' OR ');
  const indexed = {
    words: 'i.words',
    // What an older version has indexed has none.
    terms: `coalesce(i.terms, ${TERMS})`,
    from: 'i.from_participant',
    to: 'i.to_participant',
  };
  return `(m.id = ANY (${value(ids)}::uuid[]) OR m.error->>'code' = ${asked} OR ${asked} = ANY (m.tags)
    OR coalesce((SELECT ${has(indexed)} FROM message_index i WHERE i.message_id = m.id),
                ${has({ words: WORDS, terms: TERMS, from: FROM, to: TO })}))`;
}

/** SQL for a value of the metadata as the index has it. */
export function termOf(text: string): string {
  return `left(lower(${text}), ${MAX_TERM_LENGTH})`;
}
