import { ALL_QUEUES } from '#messaging';
import { didYouMean } from './nearest.js';
import { UsageError } from './command-errors.js';

/** Short forms, from `sms` and `sms:code` to `callback`, each with its queue. */
const SHORT_FORMS = new Map(
  ALL_QUEUES.map((queue) => [queue.replace(/^message_queue:|_queue$/, ''), queue] as const),
);

/** The queue of this name or short form. @throws UsageError naming the nearest one. */
export function queueNamed(name: string): string {
  const queue = ALL_QUEUES.includes(name) ? name : SHORT_FORMS.get(name);
  if (queue !== undefined) return queue;
  const hint = didYouMean(name, [...SHORT_FORMS.keys(), ...ALL_QUEUES]);
  throw new UsageError(`There is no queue ${name}.${hint} Queues: ${ALL_QUEUES.join(', ')}`);
}
