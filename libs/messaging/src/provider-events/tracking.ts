import { Injectable, Logger } from '@nestjs/common';
import { ServiceSettings } from '#config';
import {
  type Connection,
  Consents,
  Database,
  type EventTarget,
  EventTargets,
  InboundMessages,
  MessageMoves,
  type Move,
  type RecordAs,
  type StoredEvent,
  ProviderEvents,
} from '#entities';
import { Metrics, NO_TRACING, traceIdOf, Tracing } from '#observability';
import type { EventBatch } from './event-batch.js';
import { eventSpans } from './event-trace.js';
import { chosenNumbers, inRounds, movesOf } from './event-moves.js';
import { notesOf } from './event-notes.js';
import { KnownPools } from '../senders/known-pools.js';
import type { PoolIndex } from '../senders/pool-index.js';
import { TrackingTally } from './tracking-tally.js';
import { consentChanges } from '../suppressions/consent-changes.js';
import { newInbound } from './new-inbound.js';
import { OptOutWords } from '../suppressions/opt-out-words.js';

/** The transaction that something is done in, and what is counted of it. */
interface Step {
  connection: Connection;
  tally: TrackingTally;
}

/** Follows what providers tell: of messages they took, of messages to us, of what recipients want. */
@Injectable()
export class Tracking {
  readonly words: OptOutWords;
  private readonly logger = new Logger(Tracking.name);

  constructor(
    private readonly settings: ServiceSettings,
    private readonly database: Database,
    private readonly events: ProviderEvents,
    private readonly targets: EventTargets,
    private readonly moves: MessageMoves,
    private readonly inbound: InboundMessages,
    private readonly consents: Consents,
    private readonly pools: KnownPools,
    private readonly metrics: Metrics,
    private readonly tracing: Tracing = NO_TRACING,
  ) {
    this.words = new OptOutWords(settings);
  }

  /**
   * Stores what is new of these callbacks and applies it, all in one transaction. Replaying a callback any number of
   * times ends in the same state. Of a message that was erased nothing is stored, and nothing comes back.
   */
  async apply(batches: EventBatch[]): Promise<void> {
    const all = batches.flatMap(({ events }) => events);
    if (all.length === 0) return;
    const pools = await this.pools.current();
    await this.transaction(async (connection, tally) => {
      const fresh = await this.record(batches, all, { applied: true }, { connection, tally }, pools);
      await this.effect(
        all.filter(({ id }) => fresh.has(id)),
        { connection, tally },
        pools,
      );
    });
  }

  /** Stores what is new of these callbacks, to be applied later; answers the ids of that. */
  async store(batches: EventBatch[], dueInSeconds: number, error?: string): Promise<Set<string>> {
    const pools = await this.pools.current();
    return this.transaction(async (connection, tally) => {
      const all = batches.flatMap(({ events }) => events);
      const attempts = error === undefined ? 0 : 1;
      const as = { applied: false as const, dueInSeconds, attempts, ...(error !== undefined && { error }) };
      return this.record(batches, all, as, { connection, tally }, pools);
    });
  }

  /** Applies stored events whose effect is still missing, all or none; those that are done are left alone. */
  async applyStored(webhookIds: string[]): Promise<void> {
    const pools = await this.pools.current();
    await this.transaction(async (connection, tally) => {
      const events = await this.events.unapplied(webhookIds, connection);
      await this.effect(events, { connection, tally }, pools);
      await this.events.markApplied(webhookIds, connection);
    });
  }

  /**
   * Applies stored events once more. What a recipient wanted then is left out: he may have thought better of it since.
   */
  async replay(events: StoredEvent[]): Promise<void> {
    const pools = await this.pools.current();
    await this.transaction(async (connection, tally) => {
      const without = events.map(({ consent: _, ...event }) => event);
      await this.effect(without, { connection, tally }, pools, { consents: false });
    });
  }

  /** What was done is counted once it holds: a transaction may be begun more than once. */
  private async transaction<T>(work: (on: Connection, tally: TrackingTally) => Promise<T>): Promise<T> {
    let tally = new TrackingTally();
    const result = await this.database.transaction((on) => work(on, (tally = new TrackingTally())));
    tally.count(this.metrics);
    return result;
  }

  /** Answers which are new. Whoever wants no more is heard although his message is erased: nothing else remembers it. */
  private async record(
    batches: EventBatch[],
    all: StoredEvent[],
    as: RecordAs,
    { connection, tally }: Step,
    pools: PoolIndex,
  ) {
    const { fresh, heard } = await this.events.record(all, as, connection);
    tally.events.push(...all.filter(({ id }) => fresh.has(id)));
    await this.keepFiles(batches, fresh, connection);
    if (heard.size > 0) {
      const told = all.filter(({ id, consent }) => consent && heard.has(id));
      const changes = consentChanges(told, this.words, pools);
      await this.consents.apply(changes, connection, { ofErased: true });
      tally.consents.push(...changes);
    }
    return fresh;
  }

  private async keepFiles(batches: EventBatch[], fresh: Set<string>, connection: Connection): Promise<void> {
    for (const [id, contents] of batches.flatMap(({ files }) => [...files])) {
      if (!fresh.has(id)) continue;
      for (const [position, content] of contents.entries()) {
        await this.inbound.keep(id, position, content, connection);
      }
    }
  }

  private async effect(
    events: StoredEvent[],
    step: Step,
    pools: PoolIndex,
    { consents } = { consents: true },
  ) {
    const { connection, tally } = step;
    const received = events.filter(({ kind, inbound }) => kind === 'received' && inbound);
    const reports = events.filter(({ kind }) => kind !== 'received');
    if (reports.length > 0) await this.follow(reports, step);
    if (received.length > 0) {
      const messages = received.map((event) => newInbound(event, this.settings.publicUrl, pools));
      const fresh = await this.inbound.receive(messages, connection);
      tally.received.push(...messages.filter(({ id }) => fresh.has(id)));
    }
    const changes = consents ? consentChanges(events, this.words, pools) : [];
    if (changes.length === 0) return;
    await this.consents.apply(changes, connection);
    tally.consents.push(...changes);
  }

  private tell(moves: Move[], targets: EventTarget[]): void {
    for (const { messageId, to: status, event } of moves) {
      const target = targets.find((each) => each.messageId === messageId);
      const [trace_id, request_id] = [traceIdOf(target?.traceparent), target?.requestId];
      const ids = { message_id: messageId, trace_id, request_id };
      this.logger.debug({ msg: 'a provider event was applied', ...ids, status, event: event.type });
    }
  }

  private async follow(reports: StoredEvent[], { connection, tally }: Step): Promise<void> {
    const startedAt = Date.now();
    const targets = await this.targets.find(reports, connection);
    const byEvent = new Map(targets.map((target) => [target.id, target]));
    const unknown = reports.filter(({ id }) => !byEvent.has(id)).length;
    if (unknown > 0) this.logger.log({ msg: 'provider event for unknown messages', count: unknown });

    const numbers = chosenNumbers(reports, byEvent);
    if (numbers.size > 0) await this.targets.sentFrom(numbers, connection);

    // A message's news may need two steps, and a callback may bring several: in rounds, each message once per round.
    const steps = reports.flatMap((event) => {
      const target = byEvent.get(event.id);
      return target ? movesOf(event, target, this.settings) : [];
    });
    for (const round of inRounds(steps)) {
      const moved = await this.moves.apply(round, connection);
      tally.moved.push(...moved.values());
      if (Logger.isLevelEnabled('debug'))
        this.tell(
          round.filter(({ messageId }) => moved.has(messageId)),
          targets,
        );
    }
    const notes = notesOf(reports, byEvent);
    if (notes.length > 0) await this.targets.note(notes, connection);
    if (this.tracing.isOn) eventSpans(this.tracing, reports, byEvent, startedAt);
  }
}
