import type { QueueStats } from '#queue';

/**
 * What a queue does, in words: `running`, `paused`, `no processor`, or `held: twilio is down since 12:00:00 (UTC), next trial
 * in 8 s`, with how many of the processors hold it where others go on.
 */
export function stateOf({ paused, consumers, held }: QueueStats): string {
  if (paused) return consumers === 0 ? 'paused, and no processor' : 'paused';
  if (consumers === 0) return 'no processor';
  if (held === undefined) return 'running';
  const share = held.consumers < consumers ? ` by ${held.consumers} of ${consumers}` : '';
  const next = held.nextMs > 0 ? `next trial in ${Math.ceil(held.nextMs / 1_000)} s` : 'being tried';
  return `held${share}: ${held.text} since ${momentOf(held.since)}, ${next}`;
}

/** To the second, and without the day when that is today. */
function momentOf(iso: string): string {
  const [day, time] = iso.slice(0, 19).split('T') as [string, string];
  return day === new Date().toISOString().slice(0, 10) ? `${time} UTC` : `${day} ${time} UTC`;
}
