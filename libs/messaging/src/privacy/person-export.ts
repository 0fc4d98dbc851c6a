import { Injectable } from '@nestjs/common';
import {
  AddressExport,
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

/** In the order in which they are given out. */
export const EXPORT_PARTS = ['conversations', 'suppressions', 'messages', 'events'] as const;

/** Where an export goes on: in a part, behind what has this id. */
export type ExportPlace = { part: (typeof EXPORT_PARTS)[number]; after: string | null };

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

/** Of conversations, and of suppressions: nearly everybody's are on one page. */
const STANDING_PER_PAGE = 200;
/** A page looks through events for so long at most. */
const LOOK_MS = 1_000;

/** What one part gives to a page. */
type Share = Partial<ExportPage> & Pick<ExportPage, 'next'>;

/** Gives out what is known of a person, page by page: conversations, suppressions and messages, then other events. */
@Injectable()
export class PersonExport {
  constructor(
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
    const { part, after } = place;
    switch (part) {
      case 'conversations':
        return this.withRest({ ...nothing, ...(await this.talks(address, after)) }, address, limit);
      case 'suppressions':
        return this.withRest({ ...nothing, ...(await this.refusals(address, after)) }, address, limit);
      case 'messages':
        return { ...nothing, ...(await this.exchanged(address, after, limit)) };
      case 'events':
        return { ...nothing, ...(await this.events(address, after)) };
    }
  }

  /** What begins behind a part that was short comes on the same page. */
  private async withRest(page: ExportPage, address: string, limit: number): Promise<ExportPage> {
    const { next } = page;
    if (next === null || next.after !== null) return page;
    const rest = await this.page(address, next, limit);
    return {
      ...rest,
      conversations: page.conversations,
      suppressions: [...page.suppressions, ...rest.suppressions],
    };
  }

  private async talks(address: string, after: string | null): Promise<Share> {
    const ids = await this.exports.conversations(address, after, STANDING_PER_PAGE + 1);
    const conversations: CurrentConversation[] = [];
    for (const id of ids.slice(0, STANDING_PER_PAGE)) {
      const conversation = await this.conversations.find(id);
      if (conversation) conversations.push(conversation);
    }
    return { conversations, next: behind('conversations', ids) };
  }

  private async refusals(address: string, after: string | null): Promise<Share> {
    const found = await this.suppressions.list({ address }, STANDING_PER_PAGE + 1, after ?? undefined);
    const ids = found.map(({ id }) => id);
    return { suppressions: found.slice(0, STANDING_PER_PAGE), next: behind('suppressions', ids) };
  }

  private async exchanged(address: string, after: string | null, limit: number): Promise<Share> {
    // One more than the page tells whether there is another.
    const ids = await this.exports.messages(address, after, limit + 1);
    const { messages, hasMore } = await this.messages.slice(ids.slice(0, limit), limit);
    const last = messages.at(-1)?.id ?? null;
    // One after the other: a page takes no more than one connection from those who send.
    const whole: ExportedMessage[] = [];
    for (const message of messages) whole.push(await this.whole(message));
    const isLast = !hasMore && ids.length <= limit;
    return {
      messages: whole,
      next: isLast || last === null ? { part: 'events', after: null } : { part: 'messages', after: last },
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

/** Where it goes on behind a page of a part, of which one more was asked for. */
function behind(part: 'conversations' | 'suppressions', ids: string[]): ExportPlace {
  const last = ids[STANDING_PER_PAGE - 1];
  if (ids.length > STANDING_PER_PAGE && last !== undefined) return { part, after: last };
  return { part: part === 'conversations' ? 'suppressions' : 'messages', after: null };
}
