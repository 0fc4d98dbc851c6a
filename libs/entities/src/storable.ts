/** How JSON writes NUL and a half of a surrogate pair; a text that has these letters by itself is looked at for nothing. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** JSON that PostgreSQL can keep: its texts know no NUL and no half of a surrogate pair, which callbacks may well bring. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Looking at each text by itself takes several times as long, and nearly never is there anything to clean.
  if (!UNSTORABLE.test(json)) return json;
  return JSON.stringify(value, (_key, each: unknown) => (isPlain(each) ? cleanKeys(each) : cleanText(each)));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cleanKeys(object: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(object);
  if (keys.every((key) => cleanText(key) === key)) return object;
  return Object.fromEntries(keys.map((key) => [cleanText(key), object[key]]));
}

function cleanText<T>(value: T): T {
  return typeof value === 'string' ? (value.replaceAll('\0', '').toWellFormed() as T) : value;
}
