import { visibleText } from '#providers';
import { compactNumber } from './normalise.js';

/** A number or a part of one, compact; PostgreSQL has it without what people write between the digits. */
export const NUMBER_PART = /^\+?\d+$/;
/** What pg_trgm can look up: three letters or digits in a row. */
const TRIGRAM = /[\p{L}\p{N}]{3}/u;

/** The parts of a text that may stand on a conversation, as patterns for ILIKE: as it is, and as a number. */
export function searchPatterns(query: string): string[] {
  const [shown, number] = [visibleText(query), compactNumber(query)];
  const parts = NUMBER_PART.test(number) ? [shown, number] : [shown];
  return [...new Set(parts)].map((part) => `%${part.replace(/[\\%_]/g, '\\$&')}%`);
}

/** True for a pattern that an index of trigrams can find without being read from end to end. */
export function hasTrigram(pattern: string): boolean {
  return TRIGRAM.test(pattern);
}
