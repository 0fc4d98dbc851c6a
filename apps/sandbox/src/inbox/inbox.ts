import { Injectable } from '@nestjs/common';
import type { InboxMessage } from './inbox-message.js';

const CAPACITY = 50_000;

/** Everything the providers took over, newest first; holds the newest 50,000 and forgets older ones. */
@Injectable()
export class Inbox {
  private ring: InboxMessage[] = [];
  private byId = new Map<string, InboxMessage>();
  private added = 0;

  constructor(private readonly capacity = CAPACITY) {}

  add(message: InboxMessage): void {
    const slot = this.added % this.capacity;
    const oldest = this.ring[slot];
    if (oldest && this.byId.get(oldest.id) === oldest) this.byId.delete(oldest.id);
    this.ring[slot] = message;
    this.byId.set(message.id, message);
    this.added += 1;
  }

  find(id: string): InboxMessage | undefined {
    return this.byId.get(id);
  }

  *newestFirst(): Generator<InboxMessage> {
    for (let back = 1; back <= this.ring.length; back += 1) {
      yield this.ring[(this.added - back) % this.capacity] as InboxMessage;
    }
  }

  clear(): void {
    this.ring = [];
    this.byId = new Map();
    this.added = 0;
  }
}
