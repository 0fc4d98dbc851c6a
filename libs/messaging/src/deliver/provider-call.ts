import { Injectable, Logger } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type AttemptResult, type Claim, Consents, type Move } from '#entities';
import { Metrics, type TraceSpan, Tracing } from '#observability';
import {
  AccountError,
  type AttachedFile,
  NoCapacityError,
  type MessageProvider,
  type OutboundMessage,
  PermanentError,
  ProviderError,
  Providers,
  RetryableError,
  WithheldError,
} from '#providers';
import { participantOf } from '../addresses/participants.js';
import { DatabaseRetries } from '../database-retries.js';
import { UnsubscribeLinks } from '../suppressions/unsubscribe-links.js';
import { KnownPools } from '../senders/known-pools.js';
import { sendersOf } from '../senders/sender-identities.js';
import { AttachedFiles } from './attached-files.js';
import { AccountChoice } from './account-choice.js';
import {
  accepted,
  blocked,
  finalOnly,
  goesElsewhere,
  held,
  noCapacity,
  notCalled,
  refused,
  unattachable,
} from './attempt-outcome.js';
import { ofClaim } from './claim-words.js';
import { refusalToFailOver } from './elsewhere.js';
import { Failovers } from './failovers.js';
import { type Copies, CopyRecipients, hasCopies, NO_COPIES } from './copies.js';
import { HeldLeases, type ClockReading } from './held-leases.js';
import { NotCalledError } from './not-called-error.js';
import { outboundMessage } from './outbound-message.js';
import { PaceGate } from '../pace/pace-gate.js';
import { limitDelay } from './retry-delay.js';
import { RecentCalls } from './recent-calls.js';
import { ProviderGates } from './provider-gates.js';

/** Makes the one call of a claimed message to its provider, and says what follows from its end. */
@Injectable()
export class ProviderCall {
  private readonly logger = new Logger(ProviderCall.name);

  constructor(
    private readonly settings: ServiceSettings,
    private readonly providers: Providers,
    private readonly gates: ProviderGates,
    private readonly choice: AccountChoice,
    private readonly failovers: Failovers,
    private readonly pace: PaceGate,
    private readonly leases: HeldLeases,
    private readonly consents: Consents,
    private readonly pools: KnownPools,
    private readonly unsubscribeLinks: UnsubscribeLinks,
    private readonly copies: CopyRecipients,
    private readonly files: AttachedFiles,
    private readonly metrics: Metrics,
    private readonly calls: RecentCalls,
    private readonly database: DatabaseRetries,
    private readonly tracing: Tracing,
  ) {}

  /**
   * Null when the claim was lost before the call: the message is another's, who settles the attempt. `leaveSlot` is called
   * when it waits for files.
   * @throws the database's error when the process is told to stop while PostgreSQL is away.
   */
  make(claim: Claim, askedAt: ClockReading, leaveSlot: () => void): Promise<Move | null> {
    const hasFiles = claim.type === 'email' && claim.attachments.length > 0;
    return hasFiles ? this.sendWithFiles(claim, askedAt, leaveSlot) : this.send(claim, askedAt, []);
  }

  /** Fetches first, while the lease is kept alive: between the look at the lease and the call there must be no wait. */
  private async sendWithFiles(
    claim: Claim,
    askedAt: ClockReading,
    leaveSlot: () => void,
  ): Promise<Move | null> {
    const started = performance.now();
    try {
      return await this.files.with(claim, leaveSlot, async (files) => {
        await this.database.run(() => this.files.describe(claim.id, files));
        return this.send(claim, askedAt, files);
      });
    } catch (error) {
      if (error instanceof NoCapacityError) return noCapacity(claim);
      if (!(error instanceof ProviderError)) throw error;
      return unattachable(claim, error, Math.round(performance.now() - started), this.settings);
    }
  }

  private async send(claim: Claim, askedAt: ClockReading, files: AttachedFile[]): Promise<Move | null> {
    const provider = this.providers.byName(claim.provider) as MessageProvider;
    const copies = hasCopies(claim) ? await this.database.run(() => this.copies.of(claim)) : NO_COPIES;
    // Nearly all were claimed a moment ago: neither is worth a promise then.
    if (!this.leases.isYoung(claim) && !(await this.database.run(() => this.leases.isOurs(claim))))
      return this.lost(claim);
    if (isOver(claim, performance.now() - askedAt.steady))
      return blocked(claim.id, 'expired', claim.attemptId);
    const started = performance.now();
    const gate = this.gates.of(provider.name);
    const isTrial = gate.isOpen;
    const span = this.tracing.records(claim.traceparent) ? this.callSpan(claim) : null;
    try {
      const message = this.outbound(claim, askedAt, copies, files);
      message.traceparent = span?.traceparent ?? claim.traceparent;
      const receipt = await gate.call(() => provider.send(message, () => this.leases.isFresh(claim)));
      span?.end({ 'http.response.status_code': receipt.httpStatus });
      const latencyMs = this.ended(provider.name, 'accepted', started, receipt.httpStatus);
      this.failovers.took(provider.name);
      return accepted(claim, receipt, latencyMs, this.settings);
    } catch (error) {
      span?.end(...endOf(error));
      if (error instanceof NotCalledError) return notCalled(claim, error);
      if (error instanceof WithheldError) return this.lost(claim);
      if (!(error instanceof ProviderError)) throw error;
      if (error.optedOut) await this.optedOut(claim, error);
      await this.pace.learn(claim, error, (asked) => limitDelay(claim.attemptNumber, asked));
      const { code, httpStatus } = error;
      this.logger.debug({
        msg: error.name,
        ...ofClaim(claim),
        code,
        http_status: httpStatus,
      });
      const latencyMs = this.ended(provider.name, outcomeOf(error), started, httpStatus);
      return this.refusal(claim, error, { latencyMs, isTrial, askedAt });
    }
  }

  private callSpan({ id, provider, type, traceparent }: Claim): TraceSpan | null {
    const attributes = {
      'sendstream.message_id': id,
      'sendstream.provider': provider,
      'sendstream.message_type': type,
    };
    return this.tracing.start({ name: `send ${provider}`, kind: 'client', parent: traceparent, attributes });
  }

  /** What follows from a refusal: another account is asked at once, or the message waits, or ends. */
  private refusal(
    claim: Claim,
    error: ProviderError,
    { latencyMs, isTrial, askedAt }: { latencyMs: number; isTrial: boolean; askedAt: ClockReading },
  ): Move {
    const kind = refusalToFailOver(error, claim, askedAt);
    const refusals = kind === null ? claim.refusals : { ...claim.refusals, [claim.provider]: kind };
    if (kind !== null && this.choice.othersFor(claim).length > 0)
      return goesElsewhere(claim, error, latencyMs, refusals);
    const rest = { refusals: finalOnly(refusals) };
    if (error instanceof AccountError) {
      const { nextTrialMs = 0 } = this.gates.holdOf(claim.provider) ?? {};
      return { ...held(claim, error, latencyMs, nextTrialMs), ...rest };
    }
    const isFree = isTrial || error.httpStatus === null;
    const hasHope = kind === 'final' && this.choice.hasHope(claim, refusals);
    return { ...refused(claim, error, latencyMs, this.settings, isFree, hasHope), ...rest };
  }

  /** Counts the call; answers how long it took, in milliseconds. */
  private ended(provider: string, outcome: string, started: number, code: number | null): number {
    const latencyMs = Math.round(performance.now() - started);
    this.metrics.attempts.ended(provider, outcome, latencyMs, code);
    this.calls.ended(provider, outcome, latencyMs);
    return latencyMs;
  }

  private outbound(
    claim: Claim,
    askedAt: ClockReading,
    copies: Copies,
    files: AttachedFile[],
  ): OutboundMessage {
    const message = outboundMessage(claim, askedAt, copies);
    message.files = files;
    const offersEnd = claim.type === 'email' && claim.options.list_unsubscribe === true;
    message.unsubscribeUrl = offersEnd ? this.unsubscribeLinks.of(claim.id) : null;
    return message;
  }

  /** The provider knows of a STOP that never came to us: what is still to be sent to this recipient is not tried. */
  private async optedOut({ from, to, sentFrom }: Claim, { provider, code }: ProviderError): Promise<void> {
    const address = participantOf(to);
    const note = `${provider}: ${code}`;
    const pools = await this.database.run(() => this.pools.current());
    const senders = [from, sentFrom ?? from]
      .flatMap((number) => sendersOf({ number }, pools))
      .map(participantOf);
    const changes = [...new Set(senders)].map((sender) => {
      return { change: 'suppress', channel: 'sms', address, sender, reason: 'stop', note } as const;
    });
    await this.database.run(() => this.consents.apply(changes));
    this.metrics.providerEvents.consents(changes);
  }

  private lost(claim: Claim): null {
    const msg = 'the lease ended before the call; another process has the message now';
    this.logger.warn({ msg, ...ofClaim(claim) });
    return null;
  }
}

/** What became of a call, as the metrics name it: as its attempt, and `held` where only we were refused. */
function outcomeOf(error: ProviderError): AttemptResult['outcome'] | 'held' {
  if (error instanceof AccountError) return 'held';
  if (error instanceof RetryableError) return 'retryable';
  return error instanceof PermanentError ? 'permanent' : 'unknown';
}

/** How the span of a call ends that failed: by the code, not by the provider's words, which may have an address. */
function endOf(error: unknown): [attributes: Record<string, string | number | undefined>, error: string] {
  const { code, httpStatus } = error as Partial<ProviderError>;
  const attributes = {
    'http.response.status_code': httpStatus ?? undefined,
    'error.type': code ?? undefined,
  };
  return [attributes, (error as Error).name];
}

/** Whether a message's time is over, so long after it was claimed; by the database's clock, which its time was set by. */
function isOver({ expiresAt, claimedAt }: Claim, sinceClaimMs: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= claimedAt.getTime() + sinceClaimMs;
}
