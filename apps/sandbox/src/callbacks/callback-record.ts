import type { WebhookRecord, InboxMessage } from '../inbox/inbox-message.js';
import type { CallbackResult } from './callback-queue.js';

/** Notes on the message that a callback is on its way; answers the record to keep up to date. */
export function recordCallback(message: InboxMessage, status: string, url: string): WebhookRecord {
  const record: WebhookRecord = { status, url, tries: 0, httpStatus: null, error: null, at: null };
  message.callbacks.push(record);
  return record;
}

/** Notes how the latest try ended. */
export function recordTry(record: WebhookRecord, { httpStatus, error }: CallbackResult): void {
  Object.assign(record, { tries: record.tries + 1, httpStatus, error, at: new Date() });
}
