import { Injectable } from '@nestjs/common';
import {
  AddressExport,
  AddressMessages,
  addressPattern,
  AddressSweep,
  Conversations,
  type CurrentConversation,
  type Message,
  type MessageEvent,
  MessageFacts,
  Messages,
  type RecordedAttempt,
  type RecordedProviderEvent,
  type Suppression,
  Suppressions,
  type ToldEvent,
} from '#entities';

/** Where an export goes on: behind a message, or behind a provider event. */
export type ExportPlace = { part: 'messages' | 'events'; after: string | null };

export interface ExportedMessage {
  message: Message;
  events: MessageEvent[];
  attempts: RecordedAttempt[];
  providerEvents: RecordedProviderEvent[];
}

/** A part of what is known of somebody. */
export interface ExportPage {
  conversations: CurrentConversation[];
  suppressions: Suppression[];
  messages: ExportedMessage[];
  /** That name him, and are of no message of his. */
  providerEvents: ToldEvent[];
  /** Null: that was all. */
  next: ExportPlace | null;
}

const MAX_SUPPRESSIONS = 1_000;
/** A page looks through events for so long at most. */
const LOOK_MS = 1_000;

/** Gives out what is known of a person, page by page: first conversations, suppressions and messages, then other events. */
@Injectable()
export class PersonExport {
  constructor(
    private readonly found: AddressMessages,
    private readonly exports: AddressExport,
    private readonly sweep: AddressSweep,
    private readonly conversations: Conversations,
    private readonly suppressions: Suppressions,
    private readonly messages: Messages,
    private readonly facts: MessageFacts,
  ) {}

  /** The address is a participant. `limit`: of messages. */
  async page(address: string, place: ExportPlace, limit: number): Promise<ExportPage> {
    const nothing: ExportPage = {
      conversations: [],
      suppressions: [],
      messages: [],
      providerEvents: [],
      next: null,
    };
    if (place.part === 'events') return { ...nothing, ...(await this.events(address, place.after)) };
    // One more than the page tells whether there is another.
    const ids = await this.exports.messages(address, place.after, limit + 1);
    const { messages, hasMore } = await this.messages.slice(ids.slice(0, limit), limit);
    const last = messages.at(-1)?.id ?? null;
    // One after the other: a page takes no more than one connection from those who send.
    const whole: ExportedMessage[] = [];
    for (const message of messages) whole.push(await this.whole(message));
    const isLast = !hasMore && ids.length <= limit;
    return {
      ...nothing,
      ...(place.after === null && (await this.standing(address))),
      messages: whole,
      next: isLast || last === null ? { part: 'events', after: null } : { part: 'messages', after: last },
    };
  }

  private async standing(address: string) {
    const ids = await this.found.conversations(address);
    const conversations: CurrentConversation[] = [];
    for (const id of ids) {
      const conversation = await this.conversations.find(id);
      if (conversation) conversations.push(conversation);
    }
    return {
      conversations,
      suppressions: await this.suppressions.list({ address }, MAX_SUPPRESSIONS, undefined),
    };
  }

  private async whole(message: Message): Promise<ExportedMessage> {
    const { id } = message;
    const events = await this.messages.events(id);
    const attempts = await this.facts.attempts(id);
    return { message, events, attempts, providerEvents: await this.facts.providerEvents(id) };
  }

  private async events(address: string, after: string | null) {
    const until = performance.now() + LOOK_MS;
    const pattern = addressPattern(address);
    for (let position = after; ;) {
      const { hits, next } = await this.sweep.page('events', position, pattern);
      const providerEvents = hits.length > 0 ? await this.exports.otherEvents(hits, address) : [];
      const place: ExportPlace | null = next === null ? null : { part: 'events', after: next };
      if (providerEvents.length > 0 || place === null || performance.now() > until)
        return { providerEvents, next: place };
      position = next;
    }
  }
}
