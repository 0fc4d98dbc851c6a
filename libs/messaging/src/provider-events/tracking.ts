import { Injectable, Logger } from '@nestjs/common';
import { newId, ServiceSettings } from '#config';
import {
  type Connection,
  Consents,
  Database,
  type EventNote,
  type EventTarget,
  EventTargets,
  InboundMessages,
  MessageMoves,
  type Move,
  type RecordAs,
  type StoredEvent,
  ProviderEvents,
} from '#entities';
import type { DeliveryReport } from '#providers';
import { consentChanges } from '../suppressions/consent-changes.js';
import { newInbound } from './new-inbound.js';
import { OptOutWords } from '../suppressions/opt-out-words.js';

/** Events of a callback with what came along, by the id of its event. */
export interface Parcel {
  events: StoredEvent[];
  files: Map<string, Buffer[]>;
}

/** A callback's reports as they are kept. */
export function parcelOf(provider: string, reports: DeliveryReport[]): Parcel {
  const files = new Map<string, Buffer[]>();
  const events = reports.map(({ files: contents, ...report }): StoredEvent => {
    const id = newId();
    if (contents && contents.length > 0) files.set(id, contents);
    return { ...report, id, provider };
  });
  return { events, files };
}

/** A step of our own that the provider only echoes: no news for the timeline. */
const ECHOES = new Set(['accepted', 'scheduled', 'queued', 'sending', 'processed']);

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
  ) {
    this.words = new OptOutWords(settings);
  }

  /**
   * Stores what is new of these callbacks and applies it, all in one transaction. Replaying a callback any number of
   * times ends in the same state. Of a message that was erased nothing is stored, and nothing comes back.
   */
  async apply(parcels: Parcel[]): Promise<void> {
    const all = parcels.flatMap(({ events }) => events);
    if (all.length === 0) return;
    await this.database.transaction(async (connection) => {
      const fresh = await this.record(parcels, all, { applied: true }, connection);
      await this.effect(
        all.filter(({ id }) => fresh.has(id)),
        connection,
      );
    });
  }

  /** Stores what is new of these callbacks, to be applied later; answers the ids of that. */
  async store(parcels: Parcel[], dueInSeconds: number, error?: string): Promise<Set<string>> {
    return this.database.transaction(async (connection) => {
      const all = parcels.flatMap(({ events }) => events);
      const attempts = error === undefined ? 0 : 1;
      const as = { applied: false as const, dueInSeconds, attempts, ...(error !== undefined && { error }) };
      return this.record(parcels, all, as, connection);
    });
  }

  /** Applies stored events whose effect is still missing, all or none; those that are done are left alone. */
  async applyStored(webhookIds: string[]): Promise<void> {
    await this.database.transaction(async (connection) => {
      const events = await this.events.unapplied(webhookIds, connection);
      await this.effect(events, connection);
      await this.events.markApplied(webhookIds, connection);
    });
  }

  /**
   * Applies stored events once more. What a recipient wanted then is left out: he may have thought better of it since.
   */
  async replay(events: StoredEvent[]): Promise<void> {
    await this.database.transaction(async (connection) => {
      const without = events.map(({ consent: _, ...event }) => event);
      await this.effect(without, connection, { consents: false });
    });
  }

  /** Answers which are new. Whoever wants no more is heard although his message is erased: nothing else remembers it. */
  private async record(parcels: Parcel[], all: StoredEvent[], as: RecordAs, connection: Connection) {
    const { fresh, heard } = await this.events.record(all, as, connection);
    await this.keepFiles(parcels, fresh, connection);
    if (heard.size > 0) {
      const told = all.filter(({ id, consent }) => consent && heard.has(id));
      await this.consents.apply(consentChanges(told, this.words), connection);
    }
    return fresh;
  }

  private async keepFiles(parcels: Parcel[], fresh: Set<string>, connection: Connection): Promise<void> {
    for (const [id, contents] of parcels.flatMap(({ files }) => [...files])) {
      if (!fresh.has(id)) continue;
      for (const [position, content] of contents.entries()) {
        await this.inbound.keep(id, position, content, connection);
      }
    }
  }

  private async effect(events: StoredEvent[], connection: Connection, { consents } = { consents: true }) {
    const received = events.filter(({ kind, inbound }) => kind === 'received' && inbound);
    const reports = events.filter(({ kind }) => kind !== 'received');
    if (reports.length > 0) await this.follow(reports, connection);
    if (received.length > 0) {
      const messages = received.map((event) => newInbound(event, this.settings.publicUrl));
      await this.inbound.receive(messages, connection);
    }
    const changes = consents ? consentChanges(events, this.words) : [];
    if (changes.length > 0) await this.consents.apply(changes, connection);
  }

  private async follow(reports: StoredEvent[], connection: Connection): Promise<void> {
    const targets = await this.targets.find(reports, connection);
    const byEvent = new Map(targets.map((target) => [target.id, target]));
    const unknown = reports.filter(({ id }) => !byEvent.has(id)).length;
    if (unknown > 0) this.logger.log({ msg: 'callback for messages we do not know', count: unknown });

    // A message's news may need two steps, and a callback may bring several: in rounds, each message once per round.
    const steps = reports.flatMap((event) => {
      const target = byEvent.get(event.id);
      return target ? stepsOf(event, target) : [];
    });
    for (const round of inRounds(steps)) await this.moves.apply(round, connection);
    const ends = new Map<string, Set<string>>();
    for (const { id, kind } of reports) {
      const target = byEvent.get(id);
      if (!target || (kind !== 'delivered' && kind !== 'failed')) continue;
      ends.set(target.messageId, (ends.get(target.messageId) ?? new Set<string>([target.status])).add(kind));
    }
    const notes = reports.flatMap((event) => {
      const target = byEvent.get(event.id);
      return (target && (noteOf(event, target) ?? contradictionOf(event, target, ends))) ?? [];
    });
    if (notes.length > 0) await this.targets.note(notes, connection);
  }
}

/** What a recipient did with a message, or a provider tried: a line of its timeline that changes no status. */
function noteOf(event: StoredEvent, target: EventTarget): EventNote | null {
  if (event.kind !== 'noted' || ECHOES.has(event.providerStatus)) return null;
  return {
    webhookId: event.id,
    messageId: target.messageId,
    type: event.providerStatus,
    reason: event.reason,
    detail: { provider: event.provider, code: event.code ?? undefined, at: event.occurredAt ?? undefined },
  };
}

/** The statuses at which a message's news end. */
const ENDS = new Set(['delivered', 'failed', 'canceled']);

/**
 * A line that says that the provider told of another end than the message has come to, which stands. `known`: the status
 * of each message before these events, and the ends they tell of.
 */
function contradictionOf(
  event: StoredEvent,
  target: EventTarget,
  known: Map<string, Set<string>>,
): EventNote | null {
  const { kind, provider, providerStatus } = event;
  if ((kind !== 'delivered' && kind !== 'failed') || !target.current || isOfAnother(event, target))
    return null;
  const ends = [...(known.get(target.messageId) ?? [])].filter((status) => ENDS.has(status));
  if (ends.length < 2) return null;
  return {
    webhookId: event.id,
    messageId: target.messageId,
    type: 'contradicted',
    reason: `the provider said ${providerStatus} after the message was at its end`,
    detail: { provider, provider_status: providerStatus, code: event.code ?? undefined },
    against: kind,
  };
}

/** What providers of mail call it. */
const BOUNCE = 'bounce';
const SENT_ALREADY = new Set(['sent', 'delivered', 'failed', 'canceled']);

/** The moves an event asks for. Those that are not allowed (any more) change nothing. */
function stepsOf(event: StoredEvent, target: EventTarget): Move[] {
  if (event.kind === 'noted' || !target.current || target.attemptId === null) return [];
  if (isOfAnother(event, target)) return [];
  const { messageId, attemptId } = target;
  const { provider } = event;
  const steps: Move[] = [];
  const detail = { provider, provider_status: event.providerStatus, code: event.code ?? undefined };
  if (!SENT_ALREADY.has(target.status)) {
    const providerMessageId = event.providerMessageId ?? undefined;
    steps.push({
      messageId,
      attemptId,
      to: 'sent',
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
      // The first end that a provider tells of stands, but a mail may bounce after its server took it.
      from: event.providerStatus === BOUNCE ? ['sent', 'delivered'] : ['sent'],
      error: { code: event.code, message, provider },
      event: { type: 'failed', reason: message, detail },
    });
  }
  return steps;
}

/**
 * The message was named by us, but its attempt is known under another id: not this one's news. (Under this id it may have
 * become known while we waited for the row, and after the attempts were read.)
 */
function isOfAnother(event: StoredEvent, { known, providerMessageId: id }: EventTarget): boolean {
  return !known && id !== null && id !== event.providerMessageId;
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
