import { Injectable, Logger } from '@nestjs/common';
import {
  type CallbackEvent,
  type Connection,
  Database,
  type EventTarget,
  MessageMoves,
  type Move,
  type StoredEvent,
  WebhookEvents,
} from '#entities';
import type { DeliveryReport } from '#providers';

/** Follows what providers tell of messages they took. */
@Injectable()
export class Tracking {
  private readonly logger = new Logger(Tracking.name);

  constructor(
    private readonly database: Database,
    private readonly events: WebhookEvents,
    private readonly moves: MessageMoves,
  ) {}

  /**
   * Stores a callback's reports and applies those that are new, all in one transaction. Replaying a callback any number
   * of times, in any order, ends in the same state.
   */
  async apply(provider: string, reports: DeliveryReport[]): Promise<void> {
    if (reports.length === 0) return;
    await this.database.transaction(async (connection) => {
      const fresh = await this.events.record(provider, reports, connection);
      await this.effect(provider, fresh, connection);
    });
  }

  /** Applies a stored event whose effect is still missing; one that is done is left alone. */
  async applyStored(webhookId: string): Promise<void> {
    await this.database.transaction(async (connection) => {
      const event = await this.events.findUnapplied(webhookId, connection);
      if (event) await this.effect(event.provider, [event], connection);
    });
  }

  private async effect(provider: string, fresh: StoredEvent[], connection: Connection): Promise<void> {
    if (fresh.length === 0) return;
    const targets = await this.events.targets(provider, fresh, connection);
    const byEvent = new Map(targets.map((target) => [target.eventId, target]));
    const unknown = fresh.filter((event) => !byEvent.has(event.eventId)).length;
    if (unknown > 0)
      this.logger.log({ msg: 'callback for messages we do not know', provider, count: unknown });

    // A message's news may need two steps, and a callback may bring several: in rounds, each message once per round.
    const steps = fresh.flatMap((event) => {
      const target = byEvent.get(event.eventId);
      return target ? stepsOf(provider, event, target) : [];
    });
    for (const round of inRounds(steps)) await this.moves.apply(round, connection);
    await this.events.markApplied(
      fresh.map((event) => event.id),
      connection,
    );
  }
}

const SENT_ALREADY = new Set(['sent', 'delivered', 'failed', 'canceled']);

/** The moves an event asks for. Those that are not allowed (any more) change nothing. */
function stepsOf(provider: string, event: CallbackEvent, target: EventTarget): Move[] {
  if (event.kind === 'noted' || !target.current || target.attemptId === null) return [];
  // The message was named by us, but its attempt is known under another id: not this one's news. (Under this id it may
  // have become known while we waited for the row, and after the attempts were read.)
  const { known, providerMessageId: id } = target;
  if (!known && id !== null && id !== event.providerMessageId) return [];
  const { messageId, attemptId } = target;
  const steps: Move[] = [];
  const detail = { provider, provider_status: event.providerStatus, code: event.code ?? undefined };
  if (!SENT_ALREADY.has(target.status)) {
    const providerMessageId = event.providerMessageId ?? undefined;
    steps.push({
      messageId,
      attemptId,
      to: 'sent',
      providerMessageId,
      attempt: { outcome: 'accepted', providerMessageId },
      error: null,
      event: { type: 'sent', reason: 'told by the provider', detail },
    });
  }
  if (event.kind === 'delivered') {
    steps.push({
      messageId,
      attemptId,
      to: 'delivered',
      from: ['sent'],
      event: { type: 'delivered', detail },
    });
  }
  if (event.kind === 'failed') {
    const message = event.reason ?? event.providerStatus;
    steps.push({
      messageId,
      attemptId,
      to: 'failed',
      from: ['sent', 'delivered'],
      error: { code: event.code, message, provider },
      event: { type: 'failed', reason: message, detail },
    });
  }
  return steps;
}

function inRounds(steps: Move[]): Move[][] {
  const rounds: Move[][] = [];
  const used = new Map<string, number>();
  for (const step of steps) {
    const round = used.get(step.messageId) ?? 0;
    used.set(step.messageId, round + 1);
    (rounds[round] ??= []).push(step);
  }
  return rounds;
}
