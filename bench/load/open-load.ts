import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageClient } from './message-client.js';

/**
 * Posts messages at moments of their own, `perSecond` of them on average, whether or not the ones before are answered;
 * answers the latencies in milliseconds, each counted from the moment the message was due.
 */
export async function openLoad(
  client: MessageClient,
  { perSecond, seconds, random }: { perSecond: number; seconds: number; random: () => number },
): Promise<number[]> {
  const answers: Promise<number>[] = [];
  const started = performance.now();
  for (
    let due = started;
    due < started + seconds * 1_000;
    due += (-Math.log(1 - random()) / perSecond) * 1_000
  ) {
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const dueAt = Math.max(due, started);
    answers.push(client.send().then(() => performance.now() - dueAt));
  }
  return Promise.all(answers);
}
