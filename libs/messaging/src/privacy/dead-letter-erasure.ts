import { Injectable } from '@nestjs/common';
import { ErasedTraces, type EventIds } from '#entities';
import { type DeadEntry, QueueAdmin } from '#queue';
import { isUUID } from 'class-validator';
import { ALL_QUEUES } from '../message-queues.js';

/** What an entry says, as far as it can be read. */
interface Said {
  entry: DeadEntry;
  data: Record<string, unknown>;
  /** The message, event or callback it is about. */
  id: string | null;
  /** Events that came as a whole. */
  events: EventIds[];
}

/** Takes out of the dead letters what is of erased messages: their reasons and their events may quote anything. */
@Injectable()
export class DeadLetterErasure {
  constructor(
    private readonly erased: ErasedTraces,
    private readonly queues: QueueAdmin,
  ) {}

  /** An entry about what is not there any more goes; of several events, those of erased messages. */
  async erase(): Promise<void> {
    for (const queue of ALL_QUEUES) await this.queues.reviseDead(queue, (some) => this.decide(some));
  }

  private async decide(some: DeadEntry[]): Promise<Map<string, string | null>> {
    const said = some.flatMap((entry) => readEntry(entry) ?? []);
    const fates = new Map<string, string | null>();
    const named = said.flatMap(({ id }) => id ?? []);
    const missing = named.length > 0 ? await this.erased.missing(named) : new Set<string>();
    const events = said.flatMap((each) => each.events.map(namesOf));
    const erased = events.length > 0 ? await this.erased.erasedEvents(events) : new Set<string>();
    for (const { entry, data, id, events: own } of said) {
      if (id !== null && missing.has(id)) fates.set(entry.id, null);
      const rest = own.filter((event) => !erased.has(event.id.toLowerCase()));
      if (rest.length === own.length) continue;
      fates.set(entry.id, rest.length === 0 ? null : JSON.stringify({ ...data, events: rest }));
    }
    return fates;
  }
}

/** Its names alone, as far as they are any: what is dead may be anybody's, and must not stop what is to be erased. */
function namesOf({ id, provider, eventId, providerMessageId, messageId }: EventIds): EventIds {
  return {
    id,
    provider: String(provider),
    eventId: String(eventId),
    providerMessageId: typeof providerMessageId === 'string' ? providerMessageId : null,
    messageId: isUUID(messageId) ? messageId : null,
  };
}

function readEntry(entry: DeadEntry): Said | null {
  let data: Record<string, unknown> | null;
  try {
    data = JSON.parse(entry.data) as Record<string, unknown> | null;
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null) return null;
  const { message_id: message, webhook_id: webhook, callback_id: callback, events } = data;
  const id = [message, webhook, callback].find((one) => isUUID(one));
  const isEvent = (one: unknown): one is EventIds =>
    typeof one === 'object' && one !== null && isUUID((one as { id?: unknown }).id);
  return {
    entry,
    data,
    id: typeof id === 'string' ? id.toLowerCase() : null,
    events: Array.isArray(events) ? events.filter(isEvent) : [],
  };
}
