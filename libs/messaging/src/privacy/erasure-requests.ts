/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable, Logger } from '@nestjs/common';
import { newId } from '#config';
import {
  type ErasureCounts,
  type ErasureKind,
  type ErasureReceipt,
  ErasureReceipts,
  type RunningErasure,
} from '#entities';
import { AddressErasure, type ErasureStep } from './address-erasure.js';
import { add, Erasure } from './erasure.js';

/** Whoever asks waits so long; a processor does the rest. */
const ANSWER_MS = 3_000;
/** So long one step waits for what is in use. */
const IN_USE_MS = 3_000;

/** Erases what somebody asked for, and keeps a receipt that names him no more once it is done. */
@Injectable()
export class ErasureRequests {
  private readonly logger = new Logger(ErasureRequests.name);

  constructor(
    private readonly receipts: ErasureReceipts,
    private readonly addresses: AddressErasure,
    private readonly erasure: Erasure,
  ) {}

  /** The address is a participant. The receipt says `running` where it takes long: processors go on with it. */
  erasePerson(address: string): Promise<ErasureReceipt> {
    return this.begin('address', address);
  }

  /** Null: there is no such conversation, and none was erased. One that was erased has its receipt still. */
  async eraseConversation(id: string): Promise<ErasureReceipt | null> {
    if (await this.erasure.begin(id)) return this.begin('conversation', id);
    return this.receipts.latest('conversation', id);
  }

  /** Goes on with an erasure for so long; what is in use is not waited for as long as that. */
  async continue(id: string, withinMs: number, signal?: AbortSignal): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (let at = await this.receipts.running(id); at; at = await this.receipts.running(id)) {
      const { stage, position, isPassed, counted } = await this.step(
        at,
        performance.now() + Math.min(withinMs, IN_USE_MS),
      );
      await this.receipts.advance(id, stage ?? at.stage, position, counted);
      if (stage === null) await this.receipts.end(id);
      if (!isPassed || signal?.aborted || performance.now() > deadline) return;
    }
  }

  private async begin(kind: ErasureKind, subject: string): Promise<ErasureReceipt> {
    const { id } = await this.receipts.begin(newId(), kind, subject);
    try {
      await this.continue(id, ANSWER_MS);
    } catch (error) {
      this.logger.warn({
        msg: 'an erasure will be continued later',
        erasure_id: id,
        error_name: (error as Error).name,
      });
    }
    return (await this.receipts.find(id)) as ErasureReceipt;
  }

  private async step(at: RunningErasure, deadline: number): Promise<ErasureStep> {
    if (at.kind === 'address') return this.addresses.step(at, deadline);
    const counted: ErasureCounts = {};
    if (at.stage === '') add(counted, { conversations: 1 });
    const isCanceled = await this.addresses.cancel('conversation', at.subject, deadline, counted);
    const state = isCanceled ? await this.erasure.removeConversation(at.subject, deadline, counted) : 'more';
    return {
      stage: state === 'done' ? null : 'messages',
      position: null,
      isPassed: state !== 'in use',
      counted,
    };
  }
}
