/** Shorter names are parts of too many other texts. */
const MIN_NAME = 7;

/** SQL for what a participant is called in texts that others wrote: a number without its plus. */
export const nameOf = (participant: string): string => `ltrim(lower(${participant}), '+')`;

/** SQL for whether a text is about whoever is called so: both are expressions. */
export const isAbout = (text: string, name: string): string =>
  `(length(${name}) >= ${MIN_NAME} AND strpos(lower(${text}), ${name}) > 0)`;

/**
 * SQL for an object of JSON, an expression, in which each value that names somebody is `redacted`, and no key names them. What somebody
 * else is told by it stays.
 */
export const withoutNamed = (json: string, name: string): string => `
    CASE WHEN NOT ${isAbout(`(${json})::text`, name)} THEN ${json} ELSE (
      SELECT coalesce(jsonb_object_agg(key, CASE WHEN ${isAbout('value::text', name)} THEN '"redacted"' ELSE value END), '{}')
        FROM jsonb_each(${json}) WHERE NOT ${isAbout('key', name)}) END`;
