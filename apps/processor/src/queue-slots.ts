import type { ProcessorSettings } from '#config';
import { CALLBACK_QUEUE, LANES, queueOfLane, WEBHOOK_QUEUE } from '#messaging';

/** How many entries of each queue this process has in hand at once. The slots of a queue are its own: none waits for another. */
export function queueSlots(settings: ProcessorSettings): { name: string; concurrency: number }[] {
  return [
    ...LANES.map((lane) => ({
      name: queueOfLane(lane),
      concurrency: settings.concurrencyOf(lane.type, lane.priority),
    })),
    { name: WEBHOOK_QUEUE, concurrency: settings.webhookConcurrency },
    { name: CALLBACK_QUEUE, concurrency: settings.callbackConcurrency },
  ];
}
