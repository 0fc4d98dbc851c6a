import { Injectable } from '@nestjs/common';
import type { AddressPattern } from '#entities';
import { type DeadEntry, QueueAdmin } from '#queue';
import { ALL_QUEUES, WEBHOOK_QUEUE } from '../message-queues.js';

/** Takes what names an address out of Redis. Entries of other queues than that of provider events hold ids alone. */
@Injectable()
export class QueueErasure {
  constructor(private readonly queues: QueueAdmin) {}

  /** Whether a callback that came while PostgreSQL was away, and names the address, is still to be handled. */
  isAwaited(pattern: AddressPattern): Promise<boolean> {
    return this.queues.traces.isIn(WEBHOOK_QUEUE, named(pattern));
  }

  /** Dead letters that name it, and keys that count by it; answers how many. */
  async remove(pattern: AddressPattern): Promise<number> {
    const isNamed = named(pattern);
    let removed = await this.queues.traces.forgetKeys(pattern.part, isNamed);
    for (const queue of ALL_QUEUES) {
      await this.queues.reviseDead(queue, (some) => {
        const fates = new Map(some.flatMap((entry) => fateOf(entry, isNamed)));
        removed += fates.size;
        return Promise.resolve(fates);
      });
    }
    return removed;
  }
}

function named({ pattern }: AddressPattern): (text: string) => boolean {
  const whole = new RegExp(pattern);
  return (text) => whole.test(text.toLowerCase());
}

/** Of several events those of others stay; anything else that names the address goes as a whole. */
function fateOf(
  { id, data, reason }: DeadEntry,
  isNamed: (text: string) => boolean,
): [id: string, data: string | null][] {
  if (!isNamed(data) && !isNamed(reason)) return [];
  const rest = othersIn(data, isNamed);
  return [[id, rest]];
}

function othersIn(data: string, isNamed: (text: string) => boolean): string | null {
  try {
    const { events, ...entry } = JSON.parse(data) as { events?: unknown };
    if (!Array.isArray(events)) return null;
    const others = events.filter((event) => !isNamed(JSON.stringify(event)));
    return others.length === 0 ? null : JSON.stringify({ ...entry, events: others });
  } catch {
    return null;
  }
}
