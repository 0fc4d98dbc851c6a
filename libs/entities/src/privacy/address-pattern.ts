/** By what an address is found in texts that others wrote: provider events, webhooks, filters. */
export interface AddressPattern {
  /** A regular expression that PostgreSQL and JavaScript read alike, for texts in lower case. */
  pattern: string;
  /** A part of each place that the pattern finds: to look for it is cheaper. */
  part: string;
  /** The same for what people write: a number with spaces, dashes, dots, slashes and parentheses between its digits. */
  written: string;
}

/** What stands between the digits of a number that somebody wrote. */
const SEPARATORS = ' \u00a0()./+-\u2010\u2011\u2012\u2013\u2014\u2015\u2212';

/**
 * The address as a whole, with or without what an encoding makes of its `+` and `@`: of another number that it is a part of
 * nothing is found. The address is a participant.
 */
export function addressPattern(address: string): AddressPattern {
  const number = /^\+?(\d+)$/.exec(address)?.[1];
  if (number !== undefined) {
    const written = [...number].join(`[${SEPARATORS.replace('-', '')}-]*`);
    return { pattern: aroundDigits(number), part: number, written: aroundDigits(written) };
  }
  const lower = address.toLowerCase();
  const forms = [...new Set([lower, encodeURIComponent(lower).toLowerCase()])].map(escaped).join('|');
  const parts = [...lower.matchAll(/[a-z0-9]+/g)].map(([part]) => part);
  const part = parts.reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  const pattern = `(^|[^a-z0-9._+-])(${forms})($|[^a-z0-9_-])`;
  return { pattern, part, written: pattern };
}

function aroundDigits(number: string): string {
  return `(^|[^0-9])${number}($|[^0-9])`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** SQL for whether a text, an expression of SQL, names the address of a pattern; these too are expressions. */
export function isNamed(text: string, pattern: string, part: string): string {
  return `(strpos(lower(${text}), ${part}) > 0 AND lower(${text}) ~ ${pattern})`;
}

/**
 * The same for what people write, by `written`. Only for texts without times: the digits of a date with its dashes could be a
 * number.
 */
export function isWritten(text: string, written: string, part: string): string {
  return `(strpos(translate(lower(${text}), '${SEPARATORS}', ''), ${part}) > 0 AND lower(${text}) ~ ${written})`;
}
