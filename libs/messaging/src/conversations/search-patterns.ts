/** A number as people write it; PostgreSQL has it without the separators. */
const NUMBER = /^\s*\+?[\d\s().\-/]*\d[\d\s().\-/]*$/;
const SEPARATORS = /[\s().\-/]/g;
/** What pg_trgm can look up: three letters or digits in a row. */
const TRIGRAM = /[\p{L}\p{N}]{3}/u;

/** The parts of a text that may stand on a conversation, as patterns for ILIKE: as it is, and as a number. */
export function searchPatterns(query: string): string[] {
  const parts = NUMBER.test(query) ? [query, query.replace(SEPARATORS, '')] : [query];
  return [...new Set(parts)].map((part) => `%${part.replace(/[\\%_]/g, '\\$&')}%`);
}

/** True for a pattern that an index of trigrams can find without being read from end to end. */
export function hasTrigram(pattern: string): boolean {
  return TRIGRAM.test(pattern);
}
