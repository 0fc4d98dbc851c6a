/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import {
  AddressMessages,
  addressPattern,
  AddressRemnants,
  AddressSweep,
  type ErasureCounts,
  MessageMoves,
  type RunningErasure,
  type SweptTable,
} from '#entities';
import { add, Erasure, type ErasureState } from './erasure.js';
import { QueueErasure } from './queue-erasure.js';

/** Where an erasure is after a step. */
export interface ErasureStep {
  /** Null: nothing is left to do. */
  stage: string | null;
  position: string | null;
  /** False: something is in use; the same step is to be taken again later. */
  isPassed: boolean;
  counted: ErasureCounts;
}

/**
 * In this order: what waits in the queue as a whole is stored before stored events are looked through; an event may bring a
 * suppression, and a suppression a webhook.
 */
const STAGES = [
  'messages',
  'queued',
  'events',
  'suppressions',
  'webhooks',
  'copies',
  'remnants',
  'queues',
] as const;
type Stage = (typeof STAGES)[number];

/** Erases a person by one of his addresses, step by step. Each step may be taken again. */
@Injectable()
export class AddressErasure {
  constructor(
    private readonly erasure: Erasure,
    private readonly found: AddressMessages,
    private readonly moves: MessageMoves,
    private readonly sweep: AddressSweep,
    private readonly remnants: AddressRemnants,
    private readonly queues: QueueErasure,
  ) {}

  /** One step; `deadline` is of `performance.now()`, and there until when what is in use is waited for. */
  async step({ subject, stage: at, position }: RunningErasure, deadline: number): Promise<ErasureStep> {
    const stage = STAGES.find((known) => known === at) ?? 'messages';
    const counted: ErasureCounts = {};
    if (stage === 'events' || stage === 'webhooks' || stage === 'copies')
      return this.sweepOnce(stage, subject, position, deadline);
    const state = await this.take(stage, subject, deadline, counted);
    return {
      stage: state === 'done' ? after(stage) : stage,
      position: null,
      isPassed: state !== 'in use',
      counted,
    };
  }

  /** Keeps what of a conversation, or of a person, would still be sent from being sent. False at the deadline. */
  async cancel(
    of: 'address' | 'conversation',
    subject: string,
    deadline: number,
    counted: ErasureCounts,
  ): Promise<boolean> {
    for (;;) {
      const ids = await this.found.waiting(of, subject);
      const moved = await this.moves.apply(
        ids.map((messageId) => ({
          messageId,
          to: 'canceled',
          from: ['scheduled', 'pending', 'retry'],
          event: { type: 'canceled', reason: 'to be erased' },
        })),
      );
      add(counted, { canceled: moved.size });
      if (moved.size === 0) return true;
      if (performance.now() > deadline) return false;
    }
  }

  private async take(
    stage: Exclude<Stage, SweptTable>,
    subject: string,
    deadline: number,
    counted: ErasureCounts,
  ): Promise<ErasureState> {
    const pattern = addressPattern(subject);
    switch (stage) {
      case 'messages':
        return this.eraseMessages(subject, deadline, counted);
      case 'queued':
        return (await this.queues.isAwaited(pattern)) ? 'in use' : 'done';
      case 'suppressions':
        add(counted, { suppressions: await this.remnants.hashSuppressions(subject, pattern) });
        return 'done';
      case 'remnants':
        add(counted, { other_rows: await this.remnants.remove(subject, pattern) });
        return 'done';
      case 'queues':
        add(counted, { redis: await this.queues.remove(pattern) });
        return 'done';
    }
  }

  /** Messages that are being sent are waited for. A conversation whose erasure has begun is not found any more, its messages are. */
  private async eraseMessages(
    subject: string,
    deadline: number,
    counted: ErasureCounts,
  ): Promise<ErasureState> {
    if (!(await this.cancel('address', subject, deadline, counted))) return 'more';
    const conversations = await this.found.conversations(subject);
    for (const id of conversations) if (await this.erasure.begin(id)) add(counted, { conversations: 1 });
    for (const id of conversations) {
      const state = await this.erasure.removeConversation(id, deadline, counted);
      if (state !== 'done') return state;
    }
    return this.erasure.removeMessages(() => this.found.messages(subject), deadline, counted);
  }

  private async sweepOnce(
    stage: SweptTable & Stage,
    subject: string,
    position: string | null,
    deadline: number,
  ): Promise<ErasureStep> {
    const pattern = addressPattern(subject);
    const { hits, next } = await this.sweep.page(stage, position, pattern);
    const counted: ErasureCounts = {};
    if (hits.length > 0) {
      if (stage === 'events' && !(await this.prepareEvents(hits, deadline)))
        return { stage, position, isPassed: false, counted };
      add(counted, { [COUNTED_AS[stage]]: await this.sweep.remove(stage, hits, pattern) });
    }
    return { stage: next === null ? after(stage) : stage, position: next, isPassed: true, counted };
  }

  private async prepareEvents(ids: string[], deadline: number): Promise<boolean> {
    await this.sweep.markEvents(ids);
    if (!(await this.erasure.isSeen(deadline))) return false;
    await this.erasure.applyRest(await this.sweep.unapplied(ids));
    return true;
  }
}

const COUNTED_AS = { events: 'provider_events', webhooks: 'webhooks', copies: 'copies' } as const;

function after(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) + 1] ?? null;
}
