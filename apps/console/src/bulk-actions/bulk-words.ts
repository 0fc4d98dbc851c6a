import type { Schemas } from '../api/api.js';
import { count, counted } from '../ui/counts.js';

export type BulkAction = Schemas['BulkAction'];
export type LeftOut = Schemas['LeftOut'];
export type ActionName = BulkAction['action'];

/** What each action is called, and what it does with so many messages. */
export const ACTIONS: Record<ActionName, { title: string; does: string; done: string }> = {
  retry: { title: 'Retry', does: 'Retries', done: 'retried' },
  cancel: { title: 'Cancel', does: 'Cancels', done: 'canceled' },
  reschedule: { title: 'Reschedule', does: 'Reschedules', done: 'rescheduled' },
};

/** So many messages; null: more than the API counts. */
export const messagesIn = (number: number | null) =>
  number === null ? 'more than 100,000 messages' : counted(number, 'message');

const sumOf = (leftOut: LeftOut[]) => leftOut.reduce((sum, { count }) => sum + count, 0);

/** What it will do: `Retries 1,204 messages; 31 are left out.` */
export function effectOf({ action, affected, left_out, is_minimum }: Schemas['BulkActionPreview']): string {
  const leftOut = sumOf(left_out);
  const rest = leftOut === 0 ? '' : `; ${count(leftOut)} ${leftOut === 1 ? 'is' : 'are'} left out`;
  return `${ACTIONS[action].does} ${is_minimum ? 'at least ' : ''}${messagesIn(affected)}${rest}.`;
}

/** How many messages a job has looked at. */
export const seenBy = ({ done, left_out, failed }: BulkAction) => done + sumOf(left_out) + failed;
