import type { QueueStats } from './queue-admin.js';

/** What a queue does, for programs and in words. */
export interface QueueState {
  state: 'running' | 'paused' | 'no_processor' | 'held';
  text: string;
}

/**
 * What a queue does: `running`, `paused by Jo's key`, `no processor`, or `held: twilio is down since 12:00:00 UTC, next
 * trial in 8 s`, with how many of the processors hold it where others go on.
 */
export function queueState({ pause, consumers, held }: QueueStats): QueueState {
  if (pause) {
    const text = pause.by === null ? 'paused' : `paused by ${pause.by}`;
    return { state: 'paused', text: consumers === 0 ? `${text}, and no processor` : text };
  }
  if (consumers === 0) return { state: 'no_processor', text: 'no processor' };
  if (held === undefined) return { state: 'running', text: 'running' };
  const share = held.consumers < consumers ? ` by ${held.consumers} of ${consumers}` : '';
  const next = held.nextMs > 0 ? `next trial in ${Math.ceil(held.nextMs / 1_000)} s` : 'being tried';
  return { state: 'held', text: `held${share}: ${held.text} since ${momentOf(held.since)}, ${next}` };
}

/** A time to the second, and without the day when that is today: `12:00:00 UTC`. */
export function momentOf(iso: string): string {
  const [day, time] = iso.slice(0, 19).split('T') as [string, string];
  return day === new Date().toISOString().slice(0, 10) ? `${time} UTC` : `${day} ${time} UTC`;
}
