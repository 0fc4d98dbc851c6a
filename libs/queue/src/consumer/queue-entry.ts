import { PoisonError } from '../queue-errors.js';

/** An entry as it came from Redis. */
export interface QueueEntry {
  readonly id: string;
  /** Field, value, field, value ... */
  readonly fields: string[];
  /** 1 at the first delivery. */
  readonly deliveries: number;
}

/** The value of a field, or undefined. */
export function fieldOf(entry: QueueEntry, name: string): string | undefined {
  for (let i = 0; i + 1 < entry.fields.length; i += 2)
    if (entry.fields[i] === name) return entry.fields[i + 1];
  return undefined;
}

/** The object in the field `data`. Throws {@link PoisonError} if there is none. */
export function dataOf(entry: QueueEntry): object {
  const json = fieldOf(entry, 'data');
  if (json === undefined) throw new PoisonError('no field "data"');
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    throw new PoisonError('data is not JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new PoisonError('data is not a JSON object');
  }
  return data;
}

/** Reads the reply of XREADGROUP on one stream; null stands for "nothing came". */
export function entriesOf(reply: unknown): QueueEntry[] {
  if (reply === null) return [];
  const [[, entries]] = reply as [[stream: string, entries: [id: string, fields: string[]][]]];
  return entries.map(([id, fields]) => ({ id, fields, deliveries: 1 }));
}
