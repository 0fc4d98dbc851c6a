import { Injectable, Logger } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { AttemptMatches, type Claim, type Move } from '#entities';
import { type Lookup, type MessageProvider, ProviderError, Providers } from '#providers';
import { MAX_TRIALS, NOT_CALLED, PACED } from './attempt-outcome.js';
import { ofClaim } from './claim-words.js';
import { type ClockReading, readClocks } from './held-leases.js';
import { toLocalClock, outboundMessage } from './outbound-message.js';

const NEXT_LOOKUP_SECONDS = 3;
/** A message that is called so often without anybody seeing the end of it is broken in some way of its own. */
const MAX_UNSEEN_ATTEMPTS = 50;
const NO_ATTEMPT_ENDED = 'no_attempt_ended';
/** While an equal message is in flight, its id is not known yet, and must not be taken for ours. */
const SIBLING_PAUSE_SECONDS = 1;
/** What is looked up too comes to its own end by then. */
const SERVICE_PATIENCE_SECONDS = 60;
const FROM_SERVICE = 'an equal text of a Messaging Service';
const LIKE_IT = 'a message that differs by its files alone';

/** What was found out, or decided, of an attempt by this move of its message; null: it is looked at again. */
export function settlementOf({
  to,
  attempt,
}: Move): 'sent' | 'not_sent' | 'resent' | 'held' | 'given_up' | null {
  const isUnknown = attempt?.outcome === 'unknown';
  if (to === 'sent') return 'sent';
  if (to === 'retry') return isUnknown ? 'resent' : 'not_sent';
  if (to === 'failed') return isUnknown ? 'held' : 'given_up';
  return null;
}

/**
 * Finds out what became of an attempt nobody saw the end of: its process died, or its answer never came. A message is
 * sent again only after the provider's own list said that it is not there, or by the policy for providers without one.
 */
@Injectable()
export class Settlement {
  private readonly logger = new Logger(Settlement.name);

  constructor(
    private readonly settings: ServiceSettings,
    private readonly providers: Providers,
    private readonly matches: AttemptMatches,
  ) {}

  /** The move that follows from what is known now; it may be to look again later. `claimedAt`: or a little before. */
  async settle(claim: Claim, claimedAt = readClocks()): Promise<Move> {
    if (claim.hasWaited) return this.neverCalled(claim);
    const provider = this.providers.byName(claim.provider);
    if (!provider) return this.byPolicy(claim, `provider ${claim.provider} is not configured any more`);
    // Before the look-up: its answer cannot speak of what the provider takes afterwards.
    const wait = this.remainingSeconds(claim);
    const lookup = await this.look(provider, claim, claimedAt);
    if (lookup instanceof ProviderError) return this.later(claim, `look-up failed: ${lookup.message}`);

    if (lookup === 'undecidable') {
      if (wait > 0) return this.later(claim, 'waiting for the provider to tell of it', wait);
      return this.byPolicy(claim, 'the provider did not tell of it, and offers no way to look');
    }
    // Its provider lists how many files came along, and not which.
    const double = claim.attachments.length > 0 && (await this.matches.doubleWithOtherFiles(claim.id));
    if (double === 'calling') return this.later(claim, `${LIKE_IT} is in flight`, SIBLING_PAUSE_SECONDS);
    if (double === 'unsettled') {
      if (wait > 0) return this.later(claim, `${LIKE_IT} is unsettled too`, wait);
      return this.byPolicy(claim, `${LIKE_IT} is unsettled too`);
    }
    // Asked after the look-up: whatever it showed belongs to an attempt whose row was written before.
    if (await this.matches.siblingInFlight(claim.id)) {
      return this.later(claim, 'an equal message is in flight', SIBLING_PAUSE_SECONDS);
    }
    const ids = lookup.map((sighting) => sighting.providerMessageId);
    const free = await this.matches.unmatched(claim.provider, ids, claim);
    const ofServices = new Set(lookup.flatMap((match) => (match.service ? match.providerMessageId : [])));
    const found = free.find((id) => !ofServices.has(id)) ?? free[0];
    // What a Messaging Service sent is listed under the number it chose: that may be it, and not this one.
    if (found && ofServices.has(found) && (await this.matches.doubleOfService(claim.id))) {
      if (wait > -SERVICE_PATIENCE_SECONDS) return this.later(claim, `${FROM_SERVICE} is unsettled too`);
      return this.byPolicy(claim, `${FROM_SERVICE} is unsettled too`);
    }
    if (found) return this.found(claim, found);
    return wait > 0 ? this.later(claim, 'not at the provider yet', wait) : this.absent(claim);
  }

  private async look(
    provider: MessageProvider,
    claim: Claim,
    claimedAt: ClockReading,
  ): Promise<Lookup | ProviderError> {
    try {
      return await provider.lookup(
        outboundMessage(claim, claimedAt),
        toLocalClock(claim.attemptStartedAt, claim, claimedAt),
      );
    } catch (error) {
      if (error instanceof ProviderError) return error;
      throw error;
    }
  }

  /**
   * For how long the provider may still take, show or tell of the call: the settle time after its deadline, or after
   * its owner gave it up if that was later. An owner that stood still may have made the call late. By the database's
   * clock alone: by one of ours that is wrong, a call would be given up too soon, or never.
   */
  private remainingSeconds({ attemptStartedAt, givenUpAt, claimedAt }: Claim): number {
    const deadline = attemptStartedAt.getTime() + this.settings.providerTimeoutMs;
    const end = Math.max(deadline, givenUpAt?.getTime() ?? 0);
    return (end - claimedAt.getTime()) / 1_000 + this.settings.settleSeconds;
  }

  private move(claim: Claim, rest: Omit<Move, 'messageId' | 'from' | 'attemptId' | 'leaseToken'>): Move {
    const { id: messageId, attemptId, leaseToken } = claim;
    return { messageId, from: ['sending'], attemptId, leaseToken, ...rest };
  }

  private later(claim: Claim, reason: string, seconds = NEXT_LOOKUP_SECONDS): Move {
    const dueInSeconds = Math.max(seconds, 0.2);
    return this.move(claim, { to: 'sending', dueInSeconds, event: { type: 'outcome_unknown', reason } });
  }

  private found(claim: Claim, providerMessageId: string): Move {
    this.logger.log({ msg: 'unknown outcome settled: it was sent', ...ofClaim(claim) });
    return this.move(claim, {
      to: 'sent',
      attempt: { outcome: 'accepted', providerMessageId },
      error: null,
      dueInSeconds: this.settings.reconcileAfterSeconds,
      event: {
        type: 'sent',
        reason: 'found at the provider',
        detail: { provider_message_id: providerMessageId },
      },
    });
  }

  private async absent(claim: Claim): Promise<Move> {
    if (await this.isHopeless(claim)) return this.gaveUp(claim);
    this.logger.log({ msg: 'unknown outcome settled: it was not sent', ...ofClaim(claim) });
    const reason = 'certainly not at the provider; sending again';
    return this.move(claim, {
      to: 'retry',
      dueInSeconds: 0,
      attempt: { outcome: 'absent' },
      event: { type: 'retry', reason },
    });
  }

  /** Its process ended between claim and call: neither a retry nor an attempt is counted. */
  private neverCalled(claim: Claim): Move {
    return this.move(claim, {
      to: 'retry',
      dueInSeconds: 0,
      uncounted: true,
      attempt: { outcome: 'absent', code: PACED },
      event: { type: 'retry', reason: 'its processor ended while it waited for its pace; not called' },
    });
  }

  /** Whoever tries to send it never comes to an end: it must not be tried for ever. */
  private gaveUp(claim: Claim): Move {
    const message = `gave up after ${claim.attemptNumber} attempts of which none came to an end`;
    this.logger.error({ msg: 'gave up on a message', ...ofClaim(claim) });
    return this.move(claim, {
      to: 'failed',
      attempt: { outcome: 'absent' },
      error: { code: NO_ATTEMPT_ENDED, message, provider: claim.provider },
      event: { type: 'failed', reason: message, detail: { code: NO_ATTEMPT_ENDED } },
    });
  }

  /** Attempts that say nothing of the message, as those while its provider was away, are not held against it. */
  private async isHopeless({ id, attemptNumber }: Claim): Promise<boolean> {
    if (attemptNumber < MAX_UNSEEN_ATTEMPTS) return false;
    return attemptNumber >= MAX_TRIALS || (await this.matches.unseen(id, NOT_CALLED)) >= MAX_UNSEEN_ATTEMPTS;
  }

  private async byPolicy(claim: Claim, reason: string): Promise<Move> {
    const policy = this.settings.unknownOutcomePolicy(claim.type);
    this.logger.warn({ msg: 'unknown outcome cannot be settled', policy, ...ofClaim(claim), reason });
    if (policy === 'resend' && !(await this.isHopeless(claim))) {
      const event = { type: 'retry', reason: `${reason}; policy: resend` };
      return this.move(claim, { to: 'retry', dueInSeconds: 0, attempt: { outcome: 'unknown' }, event });
    }
    const message = 'nobody can know whether it was sent; held by policy';
    return this.move(claim, {
      to: 'failed',
      attempt: { outcome: 'unknown' },
      error: { code: 'outcome_unknown', message, provider: claim.provider },
      event: { type: 'held', reason: `${reason}; policy: hold` },
    });
  }
}
