/** So much of a message is found by its words. */
const SEARCHED_CHARACTERS = 20_000;

/**
 * SQL for the words of a message `m`, lower case, each once. PostgreSQL's parser leaves the tags out of an HTML body,
 * which stands in for a missing plain one.
 */
export const WORDS = `strip(to_tsvector('simple', left(concat_ws(' ', m.subject,
  CASE WHEN m.body = '' THEN m.html ELSE m.body END), ${SEARCHED_CHARACTERS})))`;

/** SQL for the text of a conversation, in which parts of numbers, addresses and titles are looked for. */
export const SEARCH_TEXT = `concat_ws(E'\\n', participant_from, participant_to, title)`;

/** A message is found by so many values of its metadata, each of so many characters. */
const MAX_TERMS = 50;
export const MAX_TERM_LENGTH = 200;

/** SQL for the values in the metadata of a message `m`, lower case, each once: texts and numbers at any depth. */
export const TERMS = `CASE m.metadata WHEN '{}' THEN '{}'::text[] ELSE ARRAY(
  SELECT DISTINCT left(lower(value #>> '{}'), ${MAX_TERM_LENGTH})
    FROM jsonb_path_query(m.metadata, '$.** ? (@.type() == "string" || @.type() == "number")') AS value
   LIMIT ${MAX_TERMS}) END`;
