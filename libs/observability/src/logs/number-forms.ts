/** Digits of any script. */
const D = String.raw`\p{Nd}`;
/** As it is, in a URL, in JSON. */
const PLUS = String.raw`(?:[+＋]|%(?:25)*2B|\\u002B)`;
/** What stands between the digits of a number: spaces, dashes, dots, parentheses; in URLs a plus may be a space. */
const BETWEEN = String.raw`(?:[^\S\n]|[().\/\-\u2010-\u2015\u2212]|%(?:25)*(?:20|28|29|2D|2E|2F)|%C2%A0)`;
/** Ids have letters, hyphens or further digits beside theirs; behind an escape of a URL a number may begin. */
const BEGINS = String.raw`(?:(?<=%[\dA-F]{2})|(?<![\p{L}\p{N}_\-])(?<!${D}\.))`;
const ENDS = String.raw`(?![\p{L}\p{N}_]|[.\-]${D})`;
const OPEN = String.raw`(?:\(|%(?:25)*28)`;
const CLOSE = String.raw`(?:\)|%(?:25)*29)`;

const FORMS = [
  // +15551234567
  `${PLUS}${D}{6,15}(?!${D})`,
  // +1 555 123 4567, +44 (0)20 7946 0958, +49 1512345678
  `${PLUS}${D}{1,8}(?:${BETWEEN}{1,3}${D}{1,11}){1,6}(?!${D})`,
  // (555) 123-4567, 1 (555) 123-4567, (030) 12345678
  `(?:1${BETWEEN})?${OPEN}${D}{2,5}${CLOSE}(?:${BETWEEN}|\\+){0,2}${D}{3,8}(?:${BETWEEN}{1,2}${D}{2,5}){0,3}${ENDS}`,
  // 555-123-4567, 1-555-123-4567
  `${BEGINS}(?:1${BETWEEN}{1,2})?${D}{3}(?:${BETWEEN}|\\+){1,2}${D}{3}(?:${BETWEEN}|\\+){1,2}${D}{4}${ENDS}`,
  // 030 1234 5678, 06 12 34 56 78: nine digits at least, as dates have eight
  `${BEGINS}(?=0(?:${BETWEEN}{0,2}${D}){8})0${D}{1,4}(?:${BETWEEN}{1,2}${D}{2,8}){1,5}${ENDS}`,
  // 15551234567
  `${BEGINS}${D}{7,15}${ENDS}`,
];

/** The forms in which people and programs write telephone numbers. What is found may have too few digits for one. */
export const NUMBERS = new RegExp(FORMS.map((form) => `(?:${form})`).join('|'), 'giu');
