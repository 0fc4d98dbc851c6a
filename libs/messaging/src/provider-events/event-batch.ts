import { newId } from '#config';
import type { StoredEvent } from '#entities';
import type { DeliveryReport } from '#providers';

/** Events of a callback with what came along, by the id of its event. */
export interface EventBatch {
  events: StoredEvent[];
  files: Map<string, Buffer[]>;
}

/** A callback's reports as they are kept. */
export function eventBatchOf(provider: string, reports: DeliveryReport[]): EventBatch {
  const files = new Map<string, Buffer[]>();
  const events = reports.map(({ files: contents, ...report }): StoredEvent => {
    const id = newId();
    if (contents && contents.length > 0) files.set(id, contents);
    return { ...report, id, provider };
  });
  return { events, files };
}
