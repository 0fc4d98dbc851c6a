/** Explained in docs/decisions/0032-pace.md. */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Claim } from '#entities';
import { LimitError, type ProviderError } from '#providers';
import { LocalShare, type PaceAnswer, PaceBuckets, type PaceRequest } from '#queue';
import { participantOf } from '../addresses/participants.js';
import { Batcher } from '../batcher.js';
import { isRedisOutage, RedisAnswers } from '../redis-answers.js';
import { segmentsOf } from '../segments.js';
import { bucketOf, PaceTable } from './pace-table.js';
import { WaitsKept } from './waits-kept.js';

/** Whose turn comes so soon is waited for here, where its time is kept to the millisecond; milliseconds. */
const SHORT_WAIT_MS = 3_000;
/** Who waits here asks so often, in milliseconds, whether a turn is left unused: by one that died, or was canceled. */
const ASK_EVERY_MS = 250;
/** A wait of so many milliseconds is worth two statements, so that its message is not held if this process dies. */
const KEPT_FROM_MS = 100;
/** Beyond so many that wait here, the others wait in PostgreSQL, however short. */
const MAX_SHORT_WAITS = 2_000;
/**
 * What waits in PostgreSQL comes back so long before its turn: it is looked for once a second, by a busy processor less often, and
 * what has come may take the turn of what was lost with a processor.
 */
const LEAD_MS = 2_000;
/** A sender that its provider asked to slow down keeps its documented pace for so long. */
const SLOWED_MS = 600_000;

/** That a message has to wait, for whose pace, until its turn and until it is to ask again. */
export interface PaceWait {
  of: 'sender' | 'account';
  turnInMs: number;
  askInMs: number;
}

/** Stands between claim and call: says of each message whether it may go now, at the pace of its sender and its account. */
@Injectable()
export class PaceGate implements BeforeApplicationShutdown {
  private readonly logger = new Logger(PaceGate.name);
  private readonly share = new LocalShare();
  private readonly redis = new RedisAnswers(this.logger, {
    lasts: 'Redis cannot be reached: this process keeps to its own share of each pace',
    over: 'paces are shared again',
  });
  private readonly asking: Batcher<PaceRequest, PaceAnswer>;
  private readonly stopping = new AbortController();
  private waiting = 0;

  constructor(
    private readonly table: PaceTable,
    private readonly buckets: PaceBuckets,
    private readonly waits: WaitsKept,
  ) {
    setMaxListeners(MAX_SHORT_WAITS, this.stopping.signal);
    const keys = new WeakMap<PaceRequest, string>();
    let number = 0;
    this.asking = new Batcher({
      isOutage: isRedisOutage,
      maxSize: 250,
      maxInFlight: 2,
      keyOf: (request) => {
        const key = keys.get(request) ?? String((number += 1));
        keys.set(request, key);
        return key;
      },
      run: (requests) => this.buckets.take(requests),
    });
  }

  /** What waits here goes back, for other processes to take. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /**
   * The wait of a claimed message; null when it goes now, `lost` when it is another's meanwhile. `leaveSlot`: it waits here, for a
   * moment, and nobody else with it. @throws the database's error when the process is told to stop while PostgreSQL is away.
   */
  async pass(claim: Claim, leaveSlot: () => void): Promise<PaceWait | 'lost' | null> {
    const buckets = this.bucketsOf(claim);
    if (buckets.length === 0) return null;
    const request: PaceRequest = {
      units: claim.type === 'sms' ? segmentsOf(claim.body).segments : 1,
      isUrgent: claim.priority === 'code',
      dueMs: claim.pacedUntil && claim.pacedUntil.getTime() - claim.claimedAt.getTime(),
      buckets,
    };
    let isKept = false;
    for (let hasLeft = false; ;) {
      const { waitMs, bucket } = await this.ask(request);
      if (waitMs === 0) return isKept && !(await this.waits.end(claim)) ? 'lost' : null;
      const of = bucket?.startsWith('account:') ? 'account' : 'sender';
      const { aborted: isStopping } = this.stopping.signal;
      if (waitMs > SHORT_WAIT_MS || this.waiting >= MAX_SHORT_WAITS || isStopping)
        return { of, turnInMs: waitMs, askInMs: Math.max(0, waitMs - LEAD_MS) };
      if (!hasLeft) leaveSlot();
      hasLeft = true;
      const turnAt = performance.now() + waitMs;
      if (!isKept && waitMs >= KEPT_FROM_MS) {
        isKept = true;
        await this.waits.begin(claim);
      }
      const restMs = Math.max(0, turnAt - performance.now());
      if (!(await this.wait(Math.min(restMs, ASK_EVERY_MS)))) return { of, turnInMs: 0, askInMs: 0 };
      request.dueMs = Math.max(0, turnAt - performance.now());
    }
  }

  /** Learns from a refusal: a limit of one sender slows this sender, in all processes, and nobody else. */
  async learn(
    claim: Claim,
    error: ProviderError,
    holdSeconds: (retryAfterMs: number | null) => number,
  ): Promise<void> {
    if (!(error instanceof LimitError) || error.of !== 'sender') return;
    const name = participantOf(claim.from);
    const bucket = bucketOf({ of: 'sender', name });
    this.table.noteSlowed(bucket);
    try {
      await this.buckets.slow(bucket, holdSeconds(error.retryAfterMs) * 1_000, SLOWED_MS);
      this.logger.warn({
        msg: 'provider asks one sender to slow down',
        provider: error.provider,
        code: error.code,
      });
    } catch (failure) {
      this.redis.failed(failure);
    }
  }

  private bucketsOf(claim: Claim): PaceRequest['buckets'] {
    const line = participantOf(claim.from);
    const ofSender = this.table.ofSender(line, claim.type, claim.provider);
    const ofAccount = this.table.ofAccount(claim.provider);
    return [
      ...(ofSender ? [{ name: bucketOf({ of: 'sender', name: line }), rate: ofSender, line }] : []),
      ...(ofAccount
        ? [{ name: bucketOf({ of: 'account', name: claim.provider }), rate: ofAccount, line }]
        : []),
    ];
  }

  private async ask(request: PaceRequest): Promise<PaceAnswer> {
    const answer = await this.redis.of(() => this.asking.add(request));
    return answer ?? this.share.take(request, this.buckets.askers);
  }

  /** False when the process is told to stop meanwhile. */
  private async wait(ms: number): Promise<boolean> {
    this.waiting += 1;
    try {
      await delay(ms, undefined, { signal: this.stopping.signal });
      return true;
    } catch {
      return false;
    } finally {
      this.waiting -= 1;
    }
  }
}
