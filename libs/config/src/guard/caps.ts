/** So many in so long a time, from the first on. */
export interface Cap {
  max: number;
  seconds: number;
}

/** A cap of each prefix, or of the numbers that begin so alone. */
export interface PrefixCap extends Cap {
  /** `+4479`; null: each prefix has a cap of its own. */
  prefix: string | null;
}

const MAX_CAPS = 4;
const MAX_PREFIX_CAPS = 50;
const UNITS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const CAP = /^(\d{1,9})\/(\d{1,6})?([smhd])$/;
const PREFIX = /^\+[1-9]\d{0,14}$/;
const MAX_SECONDS = 31 * 86_400;

/** `5/10m,10/d`: 5 in ten minutes and 10 in a day. Empty: none. Null where it is not written so. */
export function readCaps(text: string): Cap[] | null {
  const caps = entriesOf(text).map(readCap);
  return caps.length <= MAX_CAPS && caps.every((cap) => cap !== null) ? caps : null;
}

/** `1000/d,+882=100/d`: of each prefix 1000 a day, and to all numbers that begin with +882 a hundred together. */
export function readPrefixCaps(text: string): PrefixCap[] | null {
  const caps = entriesOf(text).map((entry): PrefixCap | null => {
    const [prefix, rest] = entry.includes('=') ? (entry.split('=', 2) as [string, string]) : [null, entry];
    const cap = readCap(rest);
    return cap !== null && (prefix === null || PREFIX.test(prefix)) ? { ...cap, prefix } : null;
  });
  return caps.length <= MAX_PREFIX_CAPS && caps.every((cap) => cap !== null) ? caps : null;
}

/** As it is written in settings. */
export function capText({ max, seconds }: Cap): string {
  const [unit, size] = Object.entries(UNITS)
    .reverse()
    .find(([, length]) => seconds % length === 0) as [string, number];
  return `${max}/${seconds === size ? '' : seconds / size}${unit}`;
}

function readCap(text: string): Cap | null {
  const [, max, count = '1', unit] = CAP.exec(text) ?? [];
  if (max === undefined || unit === undefined) return null;
  const seconds = Number(count) * (UNITS[unit] as number);
  return seconds > 0 && seconds <= MAX_SECONDS ? { max: Number(max), seconds } : null;
}

function entriesOf(text: string): string[] {
  return text.trim() === '' ? [] : text.split(',').map((entry) => entry.trim());
}
