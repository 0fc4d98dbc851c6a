import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { newId, ServiceSettings } from '#config';
import {
  type AttemptEnd,
  type Bar,
  type Claim,
  type ClaimRequest,
  Consents,
  isDatabaseUnavailable,
  isProviderIdTaken,
  MessageClaims,
  MessageMoves,
  type MessageType,
  type Move,
} from '#entities';
import { Metrics } from '#observability';
import {
  AccountError,
  type AttachedFile,
  NoRoomError,
  type OutboundMessage,
  PermanentError,
  ProviderError,
  Providers,
  RetryableError,
  WithheldError,
} from '#providers';
import type { HeldBack } from '#queue';
import { randomUUID } from 'node:crypto';
import { participantOf } from '../addresses/participants.js';
import { Batches } from '../batches.js';
import { typeOfQueue } from '../message-queues.js';
import { UnsubscribeLinks } from '../suppressions/unsubscribe-links.js';
import { retryWhileDatabaseAway } from '../retry-while-database-away.js';
import { AttachedFiles } from './attached-files.js';
import { accepted, barred, held, noRoom, notCalled, refused, unattachable } from './attempt-outcome.js';
import { type Copies, CopyRecipients, hasCopies, NO_COPIES } from './copies.js';
import { HeldLeases, type Moment, momentNow } from './held-leases.js';
import { outboundMessage } from './outbound-message.js';
import { NotCalledError, ProviderGate } from './provider-gate.js';
import { HOLD_REASONS, type ProviderHold } from './provider-hold.js';
import { Settlement } from './settlement.js';

interface OwnClaim {
  claim: Claim;
  askedAt: Moment;
}

/** What became of the wish to send a message; nothing when it was not free. */
type Answer = OwnClaim | { bar: Bar } | undefined;

/** Hands messages over to their providers. */
@Injectable()
export class Delivery implements OnApplicationShutdown {
  private readonly logger = new Logger(Delivery.name);
  private readonly stopping = new AbortController();
  private readonly claiming: Batches<ClaimRequest, Answer>;
  private readonly recording: Batches<Move, boolean>;
  private readonly leases: HeldLeases;
  private readonly gates = new Map<string, ProviderGate>();

  constructor(
    private readonly settings: ServiceSettings,
    private readonly providers: Providers,
    private readonly settlement: Settlement,
    private readonly consents: Consents,
    private readonly unsubscribeLinks: UnsubscribeLinks,
    private readonly copies: CopyRecipients,
    private readonly files: AttachedFiles,
    private readonly metrics: Metrics,
    claims: MessageClaims,
    moves: MessageMoves,
  ) {
    metrics.heldFrom(() => this.heldSamples());
    const options = { isOutage: isDatabaseUnavailable, maxSize: 250, maxInFlight: 2 };
    this.leases = new HeldLeases(claims, settings.claimLeaseSeconds);
    this.claiming = new Batches({
      ...options,
      keyOf: (request) => request.messageId,
      run: async (requests) => {
        const askedAt = momentNow();
        const { claimed, barred } = await claims.claim(requests, settings.claimLeaseSeconds);
        return requests.map(({ messageId }): Answer => {
          const claim = claimed.get(messageId);
          if (claim) return { claim, askedAt };
          const bar = barred.get(messageId);
          return bar && { bar };
        });
      },
    });
    this.recording = new Batches({
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
    const gate = this.gateOf(this.providers.nameFor(type));
    return gate.pass((leaveTrial) =>
      this.step(messageId, () => {
        leaveSlot();
        leaveTrial();
      }),
    );
  }

  /** What holds a provider's messages back in this process now; null when nothing does. */
  holdOf(provider: string): ProviderHold | null {
    return this.gates.get(provider)?.hold ?? null;
  }

  /** The same of a queue's entries, for its record in Redis. */
  heldBack(queue: string): HeldBack | null {
    const type = typeOfQueue(queue);
    const hold = type && this.holdOf(this.providers.nameFor(type));
    if (!hold) return null;
    const { text, since, nextTrialMs, reason } = hold;
    const isPace = reason === 'slowed';
    return { text, since: since.toISOString(), nextMs: Math.round(nextTrialMs), isPace };
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.leases.stop();
  }

  private async step(messageId: string, leaveSlot: () => void): Promise<void> {
    const request = { messageId, attemptId: newId(), leaseToken: randomUUID() };
    const own = await this.patiently(() => this.claiming.add(request));
    if (!own) return;
    if ('bar' in own) {
      await this.patiently(() => this.recording.add(barred(messageId, own.bar)));
      return;
    }
    const { claim, askedAt } = own;
    this.leases.hold(claim, askedAt);
    try {
      const move = await this.work(claim, askedAt, leaveSlot);
      // A callback may be faster than the answer; the attempt keeps both.
      if (move && !(await this.record(move, own)))
        this.logger.debug({
          msg: 'the message had moved on before its outcome',
          message_id: messageId,
          to: move.to,
        });
    } finally {
      this.leases.letGo(claim);
    }
  }

  /** Null when the claim was lost before the call: the message is another's, who settles the attempt. */
  private work(claim: Claim, askedAt: Moment, leaveSlot: () => void): Promise<Move | null> {
    if (claim.unsettled) return this.settle(claim, askedAt);
    const hasFiles = claim.type === 'email' && claim.attachments.length > 0;
    return hasFiles ? this.sendWithFiles(claim, askedAt, leaveSlot) : this.send(claim, askedAt, []);
  }

  /** False when the message had moved on. An equal message may be faster to match what both saw at the provider. */
  private record(move: Move, own: OwnClaim): Promise<boolean> {
    const { claim, askedAt } = own;
    const recorded = this.patiently(() => this.recording.add(move));
    if (!claim.unsettled) return recorded;
    return recorded.catch(async (error: unknown) => {
      if (!isProviderIdTaken(error)) throw error;
      return this.record(await this.settle(claim, askedAt), own);
    });
  }

  /** Fetches first, while the lease is kept alive: between the look at the lease and the call there must be no wait. */
  private async sendWithFiles(claim: Claim, askedAt: Moment, leaveSlot: () => void): Promise<Move | null> {
    const started = performance.now();
    try {
      return await this.files.with(claim, leaveSlot, async (files) => {
        await this.patiently(() => this.files.describe(claim.id, files));
        return this.send(claim, askedAt, files);
      });
    } catch (error) {
      if (error instanceof NoRoomError) return noRoom(claim);
      if (!(error instanceof ProviderError)) throw error;
      return unattachable(claim, error, Math.round(performance.now() - started), this.settings);
    }
  }

  private async send(claim: Claim, askedAt: Moment, files: AttachedFile[]): Promise<Move | null> {
    const provider = this.providers.byName(claim.provider) ?? this.providers.forChannel(claim.type);
    const copies = hasCopies(claim) ? await this.patiently(() => this.copies.of(claim)) : NO_COPIES;
    // Nearly all were claimed a moment ago: neither is worth a promise then.
    if (!this.leases.isYoung(claim) && !(await this.patiently(() => this.leases.isOurs(claim))))
      return this.lost(claim);
    if (isOver(claim, performance.now() - askedAt.steady))
      return barred(claim.id, 'expired', claim.attemptId);
    const started = performance.now();
    const gate = this.gateOf(provider.name);
    const isTrial = gate.isOpen;
    try {
      const receipt = await gate.call(() =>
        provider.send(this.outbound(claim, askedAt, copies, files), () => this.leases.isFresh(claim)),
      );
      const latencyMs = Math.round(performance.now() - started);
      this.metrics.attemptEnded(provider.name, 'accepted', latencyMs);
      return accepted(claim, receipt, latencyMs);
    } catch (error) {
      if (error instanceof NotCalledError) return notCalled(claim, error);
      if (error instanceof WithheldError) return this.lost(claim);
      if (!(error instanceof ProviderError)) throw error;
      if (error.optedOut) await this.optedOut(claim, error);
      const { code, httpStatus } = error;
      this.logger.debug({
        msg: error.name,
        message_id: claim.id,
        provider: provider.name,
        code,
        http_status: httpStatus,
      });
      const latencyMs = Math.round(performance.now() - started);
      this.metrics.attemptEnded(provider.name, outcomeOf(error), latencyMs);
      if (error instanceof AccountError) return held(claim, error, latencyMs, gate.hold?.nextTrialMs ?? 0);
      const isFree = isTrial || error.httpStatus === null;
      return refused(claim, error, latencyMs, this.settings, isFree);
    }
  }

  private outbound(claim: Claim, askedAt: Moment, copies: Copies, files: AttachedFile[]): OutboundMessage {
    const message = outboundMessage(claim, askedAt, copies);
    message.files = files;
    const offersEnd = claim.type === 'email' && claim.options.list_unsubscribe === true;
    message.unsubscribeUrl = offersEnd ? this.unsubscribeLinks.of(claim.id) : null;
    return message;
  }

  /** The provider knows of a STOP that never came to us: what is still to be sent to this recipient is not tried. */
  private async optedOut({ from, to }: Claim, { provider, code }: ProviderError): Promise<void> {
    const [address, sender] = [participantOf(to), participantOf(from)];
    const note = `${provider}: ${code}`;
    const change = { change: 'suppress', channel: 'sms', address, sender, reason: 'stop', note } as const;
    await this.patiently(() => this.consents.apply([change]));
  }

  private lost({ id }: Claim): null {
    this.logger.warn({ msg: 'the lease ended before the call; left to who has it now', message_id: id });
    return null;
  }

  private heldSamples() {
    return this.providers.all.flatMap(({ name: provider }) => {
      const hold = this.holdOf(provider);
      return HOLD_REASONS.map((reason) => ({ provider, reason, held: hold?.reason === reason }));
    });
  }

  private gateOf(provider: string): ProviderGate {
    const gate = this.gates.get(provider) ?? new ProviderGate(provider);
    this.gates.set(provider, gate);
    return gate;
  }

  private settle(claim: Claim, askedAt: Moment): Promise<Move> {
    return this.patiently(() => this.settlement.settle(claim, askedAt));
  }

  private patiently<T>(work: () => Promise<T>): Promise<T> {
    return retryWhileDatabaseAway(work, this.stopping.signal);
  }
}

/** What became of a call, as the metrics name it: as its attempt, and `held` where only we were refused. */
function outcomeOf(error: ProviderError): AttemptEnd['outcome'] | 'held' {
  if (error instanceof AccountError) return 'held';
  if (error instanceof RetryableError) return 'retryable';
  return error instanceof PermanentError ? 'permanent' : 'unknown';
}

/** Whether a message's time is over, so long after it was claimed; by the database's clock, which its time was set by. */
function isOver({ expiresAt, claimedAt }: Claim, sinceClaimMs: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= claimedAt.getTime() + sinceClaimMs;
}
