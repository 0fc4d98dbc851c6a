import { Injectable, Logger } from '@nestjs/common';
import { newId, ServiceSettings } from '#config';
import {
  type WebhookClaim,
  type WebhookResult,
  type WebhookClaimRequest,
  Webhooks,
  isDatabaseUnavailable,
} from '#entities';
import { Metrics, traceIdOf, Tracing } from '#observability';
import { Batcher } from '../batcher.js';
import { DatabaseRetries } from '../database-retries.js';
import { webhookBody } from './webhook-body.js';
import { WebhookCall, type CallOutcome } from './webhook-call.js';
import { webhookResult } from './webhook-result.js';
import { DueWebhooks } from './due-webhooks.js';
import { messageIdOf, traceparentOf, webhookSpan } from './webhook-trace.js';

/** How much longer than a call may take its lease is: time to be claimed and recorded. */
const LEASE_BEYOND_CALL_SECONDS = 5;

interface OwnClaim {
  claim: WebhookClaim;
  /** By the steady clock, before the claim was asked for. */
  askedAt: number;
}

/** Tells those who want to know what became of their messages: each event at least once, in order per message. */
@Injectable()
export class WebhookDelivery {
  private readonly logger = new Logger(WebhookDelivery.name);
  private readonly claiming: Batcher<WebhookClaimRequest, OwnClaim | undefined>;
  private readonly recording: Batcher<WebhookResult, boolean>;
  private readonly leaseSeconds: number;

  constructor(
    private readonly settings: ServiceSettings,
    private readonly callbacks: Webhooks,
    private readonly call: WebhookCall,
    private readonly metrics: Metrics,
    private readonly clock: DueWebhooks,
    private readonly database: DatabaseRetries,
    private readonly tracing: Tracing,
  ) {
    this.leaseSeconds = (settings.callbackTimeoutMs * 2) / 1_000 + LEASE_BEYOND_CALL_SECONDS;
    // One of each at a time: sending has the other connections.
    const options = { isOutage: isDatabaseUnavailable, maxSize: 100, maxInFlight: 1 };
    this.claiming = new Batcher({
      ...options,
      keyOf: ({ id }) => id,
      run: async (requests) => {
        const askedAt = performance.now();
        const claimed = await callbacks.claim(requests, this.leaseSeconds);
        return requests.map(({ id }) => {
          const claim = claimed.get(id);
          return claim && { claim, askedAt };
        });
      },
    });
    this.recording = new Batcher({
      ...options,
      keyOf: ({ id }) => id,
      run: (ends) => this.recordAll(ends),
    });
  }

  /**
   * Makes the call of a callback, if it is free, and records its end. One that is not free (somebody has it, it is done)
   * is left alone. Waits while PostgreSQL is away. @throws the database's error when the process is told to stop before.
   */
  async deliver(id: string): Promise<void> {
    const request = { id, leaseToken: newId() };
    const own = await this.database.run(() => this.claiming.add(request));
    if (!own) return;
    const end = await this.endOf(own);
    await this.database.run(() => this.recording.add(end));
    this.clock.wake();
  }

  private async endOf({ claim, askedAt }: OwnClaim): Promise<WebhookResult> {
    const { id, leaseToken, endpointId, url, paused } = claim;
    if (url === null)
      return { id, leaseToken, status: 'dead', error: 'its endpoint was deleted', verdict: null };
    if (paused) return { id, leaseToken, status: 'pending', dueInSeconds: 0, verdict: null, notCalled: true };
    const body = webhookBody(claim, (snapshot) => this.callbacks.messageOf(snapshot));
    const secrets = endpointId === null ? this.settings.webhookSigningSecrets : claim.secrets;
    // A process that stood still must not make a call that another has made meanwhile, and perhaps the next one too.
    const calledBy = askedAt + this.leaseSeconds * 1_000 - this.settings.callbackTimeoutMs;
    const span = webhookSpan(this.tracing, claim);
    const traceparent = span?.traceparent ?? traceparentOf(claim);
    const target = { url, secrets, traceparent };
    const outcome = await this.call.make(target, id, body, () => performance.now() < calledBy);
    const { httpStatus, delivered } = outcome;
    span?.end(
      { 'http.response.status_code': httpStatus ?? undefined },
      delivered ? null : httpStatus === null ? 'no answer' : `HTTP ${httpStatus}`,
    );
    const end = webhookResult(claim, outcome, {
      retrySeconds: this.settings.callbackRetrySeconds,
      giveUpSeconds: this.settings.callbackGiveUpSeconds,
      timeoutMs: this.settings.callbackTimeoutMs,
    });
    this.tell(claim, end, outcome);
    return end;
  }

  private tell(
    claim: WebhookClaim,
    end: WebhookResult,
    { httpStatus, latencyMs, withheld }: CallOutcome,
  ): void {
    if (withheld) return;
    const outcome = end.status === 'pending' ? 'failed' : end.status;
    this.metrics.webhooks.ended(outcome, latencyMs);
    if (outcome === 'delivered') return;
    const { id, endpointId, type, attemptCount } = claim;
    const event = {
      webhook_id: id,
      message_id: messageIdOf(claim),
      trace_id: traceIdOf(traceparentOf(claim)),
      endpoint_id: endpointId,
      type,
      attempt: attemptCount,
      http_status: httpStatus,
    };
    if (outcome === 'dead') this.logger.warn({ msg: 'gave up on a webhook', ...event });
    else this.logger.debug({ msg: 'a webhook failed', ...event });
  }

  private async recordAll(ends: WebhookResult[]): Promise<boolean[]> {
    const { callbackPauseAfterSeconds: afterSeconds, callbackPauseAfterFailures: afterFailures } =
      this.settings;
    const { recorded, paused } = await this.callbacks.record(ends, { afterSeconds, afterFailures });
    for (const { id, reason } of paused) {
      this.metrics.webhooks.endpointPaused();
      this.logger.warn({ msg: 'a webhook endpoint was paused; its webhooks wait', endpoint_id: id, reason });
    }
    return ends.map(({ id }) => recorded.has(id));
  }
}
