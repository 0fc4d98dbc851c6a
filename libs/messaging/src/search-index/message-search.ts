import type { MessageSearch } from '#entities';
import { visibleText } from '#providers';
import { compactNumber } from '../addresses/normalise.js';
import { hasTrigram, NUMBER_PART, searchPatterns } from '../addresses/search-patterns.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Twilio's ids of texts and of texts with files. https://www.twilio.com/docs/glossary/what-is-a-sid */
const TWILIO_ID = /^(SM|MM)[0-9a-f]{32}$/i;
const MIN_DIGITS = 4;

/** What a text that people look for may stand for, by its form. Null when there is nothing to see in it. */
export function parseMessageSearch(query: string): MessageSearch | null {
  const text = visibleText(query).trim();
  if (text === '') return null;
  const isId = UUID.test(text) || TWILIO_ID.test(text);
  return {
    ids: UUID.test(text) ? [text.toLowerCase()] : [],
    providerIds: providerIds(text),
    addressParts: isId ? [] : addressParts(text),
    text,
    words: text,
  };
}

/** SendGrid's events add to the id that it answered with, behind a dot. */
function providerIds(text: string): string[] {
  if (/\s/.test(text)) return [];
  return [...new Set([text, text.replace(/\..*$/, '')])];
}

/** Of a number four digits at least: fewer are in most. */
function addressParts(text: string): string[] {
  const number = compactNumber(text);
  if (NUMBER_PART.test(number) && number.replace('+', '').length < MIN_DIGITS) return [];
  return searchPatterns(text).filter(hasTrigram);
}
