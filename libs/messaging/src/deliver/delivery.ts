import { Injectable, Logger } from '@nestjs/common';
import { newId, ServiceSettings } from '#config';
import {
  type BlockReason,
  type Claim,
  type ClaimRequest,
  isDatabaseUnavailable,
  isProviderIdTaken,
  MessageClaims,
  MessageMoves,
  type MessageType,
  type Move,
} from '#entities';
import { Providers } from '#providers';
import { randomUUID } from 'node:crypto';
import { Batcher } from '../batcher.js';
import { DatabaseRetries } from '../database-retries.js';
import { blocked } from './attempt-outcome.js';
import { HeldLeases, type ClockReading, readClocks } from './held-leases.js';
import { ProviderCall } from './provider-call.js';
import { ProviderGates } from './provider-gates.js';
import { Settlement } from './settlement.js';

interface OwnClaim {
  claim: Claim;
  askedAt: ClockReading;
}

/** What became of the wish to send a message; nothing when it was not free. */
type Answer = OwnClaim | { reason: BlockReason } | undefined;

/** Hands messages over to their providers: claims each, lets it be called or settled, and records the outcome. */
@Injectable()
export class Delivery {
  private readonly logger = new Logger(Delivery.name);
  private readonly claiming: Batcher<ClaimRequest, Answer>;
  private readonly recording: Batcher<Move, boolean>;

  constructor(
    settings: ServiceSettings,
    private readonly providers: Providers,
    private readonly gates: ProviderGates,
    private readonly call: ProviderCall,
    private readonly settlement: Settlement,
    private readonly leases: HeldLeases,
    private readonly database: DatabaseRetries,
    claims: MessageClaims,
    moves: MessageMoves,
  ) {
    const options = { isOutage: isDatabaseUnavailable, maxSize: 250, maxInFlight: 2 };
    this.claiming = new Batcher({
      ...options,
      keyOf: (request) => request.messageId,
      run: async (requests) => {
        const askedAt = readClocks();
        const { claimed, blocked } = await claims.claim(requests, settings.claimLeaseSeconds);
        return requests.map(({ messageId }): Answer => {
          const claim = claimed.get(messageId);
          if (claim) return { claim, askedAt };
          const reason = blocked.get(messageId);
          return reason && { reason };
        });
      },
    });
    this.recording = new Batcher({
      ...options,
      keyOf: (move) => move.messageId,
      run: async (batch) => {
        const moved = await moves.apply(batch);
        return batch.map((move) => moved.has(move.messageId));
      },
    });
  }

  /**
   * Brings a message one step forward: claims it, calls its provider, records the outcome. A message that is not free
   * (somebody has it, it is done, its time has not come) is left alone without a word. Waits while PostgreSQL is away.
   * `leaveSlot` is called when it waits for files, which come from anywhere: nobody else should wait for them.
   * @throws TransientError when its provider cannot be called now, and the database's error when the process is told to
   * stop before the outcome could be recorded.
   */
  deliver(messageId: string, type: MessageType, leaveSlot: () => void = () => undefined): Promise<void> {
    const gate = this.gates.of(this.providers.nameFor(type));
    return gate.pass((leaveTrial) =>
      this.step(messageId, () => {
        leaveSlot();
        leaveTrial();
      }),
    );
  }

  private async step(messageId: string, leaveSlot: () => void): Promise<void> {
    const request = { messageId, attemptId: newId(), leaseToken: randomUUID() };
    const own = await this.database.run(() => this.claiming.add(request));
    if (!own) return;
    if ('reason' in own) {
      await this.database.run(() => this.recording.add(blocked(messageId, own.reason)));
      return;
    }
    const { claim, askedAt } = own;
    this.leases.hold(claim, askedAt);
    try {
      const move = await (claim.unsettled ? this.settle(own) : this.call.make(claim, askedAt, leaveSlot));
      // A callback may be faster than the answer; the attempt keeps both.
      if (move && !(await this.record(move, own)))
        this.logger.debug({
          msg: 'the message changed status before the outcome was recorded',
          message_id: messageId,
          to: move.to,
        });
    } finally {
      this.leases.release(claim);
    }
  }

  /** False when the message had moved on. An equal message may be faster to match what both saw at the provider. */
  private record(move: Move, own: OwnClaim): Promise<boolean> {
    const recorded = this.database.run(() => this.recording.add(move));
    if (!own.claim.unsettled) return recorded;
    return recorded.catch(async (error: unknown) => {
      if (!isProviderIdTaken(error)) throw error;
      return this.record(await this.settle(own), own);
    });
  }

  private settle({ claim, askedAt }: OwnClaim): Promise<Move> {
    return this.database.run(() => this.settlement.settle(claim, askedAt));
  }
}
