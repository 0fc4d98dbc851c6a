import { isSupportedCountry } from 'libphonenumber-js';
import type { FileNode } from './file-node.js';

/** How a message travels. */
export type RouteChannel = 'sms' | 'mms' | 'email';

const CHANNELS: readonly RouteChannel[] = ['sms', 'mms', 'email'];

/** What a message must be for a route to be its: one of the values of each field that is named. */
export interface RouteMatch {
  channel?: string[];
  /** ISO 3166 codes, of the recipient's number. */
  to_country?: string[];
  /** What the recipient's number begins with: `+4479`. */
  to_prefix?: string[];
  /** What is behind the @ of the recipient, in lower case. */
  to_domain?: string[];
  from?: string[];
  tag?: string[];
  /** The id of the API key it was sent with. */
  api_key?: string[];
}

type Field = keyof RouteMatch;

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const isAny = (value: string) => value !== '';

/** How a value of each field is written, what it must be, and the words where it is not. */
const RULES: Record<
  Field,
  { as: (text: string) => string; holds: (value: string) => boolean; words: string }
> = {
  channel: {
    as: (text) => text.toLowerCase(),
    holds: (value) => (CHANNELS as readonly string[]).includes(value),
    words: `is none of ${CHANNELS.join(', ')}`,
  },
  to_country: {
    as: (text) => text.toUpperCase(),
    holds: isSupportedCountry,
    words: 'is no country code, such as GB',
  },
  to_prefix: {
    as: (text) => text,
    holds: (value) => /^\+[1-9]\d{0,14}$/.test(value),
    words: 'is no beginning of a number, such as "+4479"',
  },
  to_domain: {
    as: (text) => text.toLowerCase(),
    holds: (value) => DOMAIN.test(value),
    words: 'is no mail domain, such as example.org',
  },
  from: { as: (text) => text, holds: isAny, words: 'is empty' },
  tag: { as: (text) => text, holds: isAny, words: 'is empty' },
  api_key: {
    as: (text) => text.toLowerCase(),
    holds: (value) => UUID.test(value),
    words: 'is no id of an API key',
  },
};

const FIELDS = Object.keys(RULES) as Field[];

/** Reads what a route matches; each fault goes to its place. */
export function readMatch(node: FileNode): RouteMatch {
  const match: RouteMatch = {};
  for (const [name, entry] of node.map(FIELDS)) {
    const { as, holds, words } = RULES[name as Field];
    const values = entry.oneOrMore().flatMap((one) => {
      const text = one.text();
      if (text === '' && name !== 'from' && name !== 'tag') return [];
      if (holds(as(text))) return [as(text)];
      one.fault(`${JSON.stringify(text.slice(0, 80))} ${words}`);
      return [];
    });
    match[name as Field] = values;
  }
  return match;
}

/** Whether every message that `other` matches is matched by `one` already. */
export function covers(one: RouteMatch, other: RouteMatch): boolean {
  return FIELDS.every((field) => {
    const [wide, narrow] = [one[field], other[field]];
    if (wide === undefined) return true;
    if (narrow === undefined) return false;
    return narrow.every((value) =>
      field === 'to_prefix' ? wide.some((prefix) => value.startsWith(prefix)) : wide.includes(value),
    );
  });
}
