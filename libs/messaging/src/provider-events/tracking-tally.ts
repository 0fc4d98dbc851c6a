import type { ConsentChange, MovedRow, NewInbound, StoredEvent } from '#entities';
import type { Metrics } from '#observability';

/** What one transaction has done, to be counted once it is committed. */
export class TrackingTally {
  readonly events: StoredEvent[] = [];
  readonly received: NewInbound[] = [];
  readonly consents: ConsentChange[] = [];
  readonly moved: MovedRow[] = [];

  count({ messages, providerEvents }: Metrics): void {
    providerEvents.stored(this.events);
    providerEvents.received(this.received);
    providerEvents.consents(this.consents);
    messages.moved(this.moved);
  }
}
