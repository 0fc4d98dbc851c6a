import { isDeeperThan } from '#config';

/** What others send is nested so deep at most: whatever walks it must bear it. */
const LEVELS = 100;

/** Some write it before their JSON; it may be passed over (RFC 8259, 8.1). */
const MARK = '\ufeff';

/** What the JSON in `text` says. @throws SyntaxError for what is no JSON, or nested deeper than anything that is meant. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text.startsWith(MARK) ? text.slice(MARK.length) : text);
  if (isDeeperThan(LEVELS, value)) throw new SyntaxError(`nested more than ${LEVELS} levels deep`);
  return value;
}

/** The JSON object in `text`; null for anything else. Never throws. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
