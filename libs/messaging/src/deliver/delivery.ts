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
  type Reroute,
  Reroutes,
} from '#entities';
import { Metrics, Tracing } from '#observability';
import { randomUUID } from 'node:crypto';
import { Batcher } from '../batcher.js';
import { DatabaseRetries } from '../database-retries.js';
import { AccountChoice, type RerouteReason } from './account-choice.js';
import { PaceGate } from '../pace/pace-gate.js';
import { blocked, paced, parked } from './attempt-outcome.js';
import { attemptSpan } from './attempt-trace.js';
import { ofClaim } from './claim-words.js';
import { Failovers } from './failovers.js';
import { HeldLeases, type ClockReading, readClocks } from './held-leases.js';
import { ProviderCall } from './provider-call.js';
import type { Admission } from './provider-gate.js';
import { Settlement, settlementOf } from './settlement.js';

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
  private readonly rerouting: Batcher<Reroute, boolean>;

  constructor(
    settings: ServiceSettings,
    private readonly choice: AccountChoice,
    private readonly failovers: Failovers,
    private readonly pace: PaceGate,
    private readonly call: ProviderCall,
    private readonly settlement: Settlement,
    private readonly leases: HeldLeases,
    private readonly database: DatabaseRetries,
    private readonly tracing: Tracing,
    claims: MessageClaims,
    moves: MessageMoves,
    reroutes: Reroutes,
    private readonly metrics: Metrics,
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
        metrics.messages.moved(moved.values());
        return batch.map((move) => moved.has(move.messageId));
      },
    });
    this.rerouting = new Batcher({
      ...options,
      keyOf: (reroute) => reroute.messageId,
      run: async (batch) => {
        const moved = await reroutes.apply(batch);
        return batch.map(({ messageId }) => moved.has(messageId));
      },
    });
  }

  /**
   * Brings a message one step forward: claims it, calls its provider, records the outcome. A message that is not free
   * (somebody has it, it is done, its time has not come) is left alone without a word. Waits while PostgreSQL is away.
   * `traceparent`: the trace context of its queue entry. `leaveSlot` is called when it waits for files, which come from anywhere: nobody else should wait for them.
   * @throws TransientError when its provider cannot be called now, and the database's error when the process is told to
   * stop before the outcome could be recorded.
   */
  async deliver(
    messageId: string,
    type: MessageType,
    leaveSlot: () => void = () => undefined,
    traceparent: string | null = null,
  ): Promise<void> {
    const admission = this.choice.admit(type);
    try {
      while (await this.step(messageId, admission, leaveSlot, traceparent));
    } finally {
      admission.leave();
    }
  }

  /** True when an account certainly refused the message, and another one may be asked for it at once. */
  private async step(
    messageId: string,
    admission: Admission,
    leaveSlot: () => void,
    entry: string | null,
  ): Promise<boolean> {
    const startedAt = Date.now();
    const request = { messageId, attemptId: newId(), leaseToken: randomUUID() };
    const own = await this.database.run(() => this.claiming.add(request));
    if (!own) return false;
    if ('reason' in own) {
      await this.database.run(() => this.recording.add(blocked(messageId, own.reason)));
      return false;
    }
    const { claim, askedAt } = own;
    this.leases.hold(claim, askedAt);
    const span = attemptSpan(this.tracing, claim, { entry, startedAt });
    // From here on it is the attempt's: what the provider is called with, and what is within it.
    if (span) claim.traceparent = span.traceparent;
    let end: Move | null = null;
    try {
      const move = await (claim.unsettled ? this.settle(own) : this.send(own, admission, leaveSlot));
      end = move;
      if (!move) return false;
      // A callback may be faster than the answer; the attempt keeps both.
      const isRecorded = await this.record(move, own);
      if (isRecorded && claim.unsettled) this.countSettled(claim, move);
      if (Logger.isLevelEnabled('debug')) this.tell(claim, move, isRecorded);
      return isRecorded && move.event.detail?.failover === true;
    } finally {
      span?.end({ 'sendstream.status': end?.to, 'sendstream.event': end?.event.type });
      this.leases.release(claim);
    }
  }

  private tell(claim: Claim, move: Move, isRecorded: boolean): void {
    const msg = isRecorded ? 'a step was made' : 'the message changed status before the outcome was recorded';
    const { event, attempt, error } = move;
    const outcome = { outcome: attempt?.outcome, latency_ms: attempt?.latencyMs, code: error?.code };
    this.logger.debug({ msg, ...ofClaim(claim), status: move.to, event: event.type, ...outcome });
  }

  /** Calls the account that is chosen for it now; null when the message is another's meanwhile. */
  private async send(
    { claim, askedAt }: OwnClaim,
    admission: Admission,
    leaveSlot: () => void,
  ): Promise<Move | null> {
    const choice = this.choice.of(claim, admission);
    if (choice.account !== admission.account) admission.leave();
    if (choice.account === null) return parked(claim, choice);
    try {
      if (choice.reroute !== null && !(await this.rerouted(claim, choice.account, choice.reroute)))
        return null;
      const leave = () => {
        leaveSlot();
        choice.leave();
      };
      const wait = await this.pace.pass(claim, leave);
      if (wait === 'lost') return null;
      if (wait !== null) return paced(claim, wait);
      return await this.call.make(claim, askedAt, leave);
    } finally {
      choice.leave();
    }
  }

  private async rerouted(claim: Claim, to: string, { reason, why }: RerouteReason): Promise<boolean> {
    const { id: messageId, attemptId, leaseToken, provider: from } = claim;
    const reroute = { messageId, attemptId, leaseToken, from, to, reason, why };
    if (!(await this.database.run(() => this.rerouting.add(reroute)))) return false;
    claim.provider = to;
    this.failovers.noted(from, to, reason, why);
    return true;
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

  private countSettled({ provider }: Claim, move: Move): void {
    const outcome = settlementOf(move);
    if (outcome !== null) this.metrics.attempts.settled(provider, outcome);
  }

  private settle({ claim, askedAt }: OwnClaim): Promise<Move> {
    return this.database.run(() => this.settlement.settle(claim, askedAt));
  }
}
