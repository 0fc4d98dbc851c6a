import { Injectable } from '@nestjs/common';
import {
  type BulkActionKind,
  type Connection,
  type Message,
  MessageMoves,
  Messages,
  MessageSchedule,
  type MessageStatus,
  type Move,
  type MovedRow,
  openStatuses,
} from '#entities';
import { Metrics } from '#observability';
import { Outbox } from '../accept/outbox.js';
import type { ReadyMessage } from '../message-queues.js';

/** What an operator may say became of a message. */
export const MANUAL_STATUSES = ['sent', 'delivered', 'failed', 'canceled'] as const;
export type ManualStatus = (typeof MANUAL_STATUSES)[number];
export const isManualStatus = (status: MessageStatus): status is ManualStatus =>
  (MANUAL_STATUSES as readonly MessageStatus[]).includes(status);

/** Null: there is no such message. `done` false: it stands as it is, in a status from which that is not possible. */
export type ActionResult = { message: Message; done: boolean } | null;

/** The messages that were changed; of those whose status was, what is counted. */
export interface Changed {
  ids: Set<string>;
  moved: MovedRow[];
}

const NOTHING_CHANGED: Changed = { ids: new Set(), moved: [] };
const BY_HAND = 'by hand';
const BY_BULK_ACTION = 'by a bulk action';
const CANCELABLE: MessageStatus[] = ['scheduled', 'pending', 'retry'];

/**
 * What people do to a message on its way. Each is one compare-and-set, as the claim that sends it is: of a cancel and a
 * claim at the same time one happens, and of ten equal wishes at once one.
 */
@Injectable()
export class MessageActions {
  constructor(
    private readonly messages: Messages,
    private readonly moves: MessageMoves,
    private readonly schedule: MessageSchedule,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  /** Keeps a message that waits from being sent. */
  cancel(id: string): Promise<ActionResult> {
    return this.move({ ...canceled(id), from: CANCELABLE });
  }

  /**
   * An operator's word on a message that is not at its end. One that was not sent yet is not sent any more. A message that
   * has this status already, at its end or not, is left as it is, and that is `done`; to what is no verdict none moves.
   */
  async setStatus(
    id: string,
    wanted: MessageStatus,
    metadata: Record<string, unknown> | null,
  ): Promise<ActionResult> {
    if (!isManualStatus(wanted)) {
      const message = await this.messages.find(id);
      return message && { message, done: message.status === wanted };
    }
    const from = openStatuses().filter((status) => status !== wanted);
    const acted = await this.move({ ...setByHand(id, wanted, metadata), from });
    return acted && { ...acted, done: acted.done || acted.message.status === wanted };
  }

  /** Sends a failed message once more, as if for the first time, and one that waits for its next try now. */
  async retry(id: string): Promise<ActionResult> {
    const message = await this.messages.find(id);
    if (!message) return null;
    if (message.status !== 'failed' && message.status !== 'retry') return { message, done: false };
    const acted = await this.move(retried(id, message.status, BY_HAND));
    if (acted?.done) await this.outbox.wake([acted.message]);
    return acted;
  }

  /** Sends a message that is still scheduled at another time. Not `done` either when it expires before. */
  async reschedule(id: string, to: Date): Promise<ActionResult> {
    const moved = await this.schedule.reschedule([id], to, BY_HAND);
    const message = await this.messages.find(id);
    return message && { message, done: moved.has(id) };
  }

  /**
   * The same to each of these messages that is in a status from which it is possible, in the transaction of `on`; answers
   * to which. All are to be counted after the commit, and those that are sent again to be woken. `scheduledAt`: of `reschedule`.
   */
  async changeAll(
    action: BulkActionKind,
    ids: string[],
    scheduledAt: Date | null,
    on: Connection,
  ): Promise<Changed> {
    if (ids.length === 0) return NOTHING_CHANGED;
    if (action === 'reschedule') {
      const changed = await this.schedule.reschedule(ids, scheduledAt as Date, BY_BULK_ACTION, on);
      return { ids: changed, moved: [] };
    }
    const moves = ids.map((id) =>
      action === 'retry' ? retried(id, 'failed', BY_BULK_ACTION) : { ...canceled(id), from: CANCELABLE },
    );
    const moved = await this.moves.apply(moves, on);
    return { ids: new Set(moved.keys()), moved: [...moved.values()] };
  }

  /** Counts what `changeAll` has changed; after the commit. */
  count({ moved }: Changed): void {
    this.metrics.messages.moved(moved);
  }

  /** Queues messages that were made `pending`. Never fails: what the queue cannot be told now, it is told later. */
  wake(ready: ReadyMessage[]): Promise<void> {
    return this.outbox.wake(ready);
  }

  private async move(move: Move): Promise<ActionResult> {
    const moved = await this.moves.apply([move]);
    this.metrics.messages.moved(moved.values());
    const message = await this.messages.find(move.messageId);
    return message && { message, done: moved.has(move.messageId) };
  }
}

function canceled(messageId: string): Move {
  return { messageId, to: 'canceled', event: { type: 'canceled', reason: 'canceled before it was sent' } };
}

/** The metadata stays with the event: the message's own is its sender's. */
function setByHand(messageId: string, to: ManualStatus, metadata: Record<string, unknown> | null): Move {
  const detail = { by_hand: true, ...(metadata && { metadata }) };
  const error = { code: 'by_hand', message: 'set to failed by hand', provider: null };
  return {
    messageId,
    to,
    ...(to === 'failed' && { error }),
    ...((to === 'delivered' || to === 'sent') && { error: null }),
    event: { type: to, reason: BY_HAND, detail },
  };
}

/** Due at once. A failed message begins anew; one that waits for its next try keeps count of them. */
function retried(messageId: string, from: 'failed' | 'retry', by: string): Move {
  const reason = from === 'failed' ? `to be sent again, ${by}` : `its next try was brought forward, ${by}`;
  return {
    messageId,
    to: 'pending',
    from: [from],
    dueInSeconds: 0,
    ...(from === 'failed' && { error: null, resetRetries: true }),
    event: { type: 'queued', reason, detail: { by_hand: true } },
  };
}
