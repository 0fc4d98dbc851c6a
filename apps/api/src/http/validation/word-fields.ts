import { field, type FieldOptions } from './field.js';

type Words = readonly string[];

interface WordOptions extends FieldOptions {
  /** Further words that a query may have, and which of the words each stands for. */
  aliases?: Readonly<Record<string, string>>;
  /** What is said of any other word. */
  reason?: string;
}

/** One of these words. */
export const IsOneOf = (words: Words, { aliases = {}, reason, ...options }: WordOptions = {}) =>
  field(
    {
      name: 'isOneOf',
      schema: { enum: [...words, ...Object.keys(aliases)] },
      check: (value) => (words.includes(value as string) ? null : (reason ?? noneOf(words))),
      fromText: (text) => meaningOf(text, aliases),
    },
    options,
  );

/** Any of these words: in a query the parameter is given once for each. */
export const AreAnyOf = (words: Words, { aliases = {}, reason, ...options }: WordOptions = {}) => {
  const all = [...words, ...Object.keys(aliases)];
  return field(
    {
      name: 'areAnyOf',
      schema: { enum: all, isArray: true },
      check: (value) => {
        if (!Array.isArray(value)) return 'must be an array';
        if (value.length > all.length) return `must have at most ${all.length} values`;
        return value.every((each) => words.includes(each as string)) ? null : (reason ?? noneOf(words));
      },
      fromText: (text) => meaningOf(text, aliases),
      isRepeatable: true,
    },
    options,
  );
};

function meaningOf(text: string, aliases: Readonly<Record<string, string>>): string {
  return Object.hasOwn(aliases, text) ? (aliases[text] as string) : text;
}

/** What is said of a word that is none of these. */
export function noneOf(words: Words): string {
  return words.length === 1 ? `must be ${words[0]}` : `must be one of ${words.join(', ')}`;
}
