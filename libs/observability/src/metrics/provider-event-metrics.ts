import { Counter, type Registry } from 'prom-client';

/** What providers tell: by callbacks, or asked for it. */
export class ProviderEventMetrics {
  private readonly eventsTotal: Counter<'provider' | 'kind'>;
  private readonly inboundTotal: Counter<'provider' | 'type'>;
  private readonly consentsTotal: Counter<'channel' | 'change' | 'reason'>;
  private readonly lookups: Counter<'provider' | 'outcome'>;
  private readonly lookupRequests: Counter<'provider' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.eventsTotal = new Counter({
      name: 'sendstream_provider_events_total',
      help: 'Provider events that were new: sent, delivered, failed, noted, received. Those of look-ups are not in it.',
      labelNames: ['provider', 'kind'],
      registers,
    });
    this.inboundTotal = new Counter({
      name: 'sendstream_inbound_messages_total',
      help: 'Messages that people wrote to us.',
      labelNames: ['provider', 'type'],
      registers,
    });
    this.consentsTotal = new Counter({
      name: 'sendstream_consent_changes_total',
      help: 'What recipients want: suppress or lift; by a stop, bounce, complaint, unsubscribe. START lifts a stop.',
      labelNames: ['channel', 'change', 'reason'],
      registers,
    });
    this.lookups = new Counter({
      name: 'sendstream_status_lookups_total',
      help: 'Messages sent without news that were looked up: found (their end), no_news (again later), given_up.',
      labelNames: ['provider', 'outcome'],
      registers,
    });
    this.lookupRequests = new Counter({
      name: 'sendstream_status_lookup_requests_total',
      help: 'Requests of these look-ups: answered, failed.',
      labelNames: ['provider', 'outcome'],
      registers,
    });
  }

  /** New events, once they are stored. */
  stored(events: readonly { provider: string; kind: string; lookedUp?: boolean | null }[]): void {
    for (const { provider, kind, lookedUp } of events)
      if (!lookedUp) this.eventsTotal.inc({ provider, kind });
  }

  /** New messages to us, once they are stored. */
  received(messages: readonly { provider: string; type: string }[]): void {
    for (const { provider, type } of messages) this.inboundTotal.inc({ provider, type });
  }

  /** Wishes of recipients, once they hold. */
  consents(changes: readonly { channel: string; change: string; reason: string }[]): void {
    for (const { channel, change, reason } of changes) this.consentsTotal.inc({ channel, change, reason });
  }

  /** So many messages without news were looked up, or, of a provider without a way to ask, waited for. */
  lookupsEnded(provider: string, outcome: 'found' | 'no_news' | 'given_up', count: number): void {
    if (count > 0) this.lookups.inc({ provider, outcome }, count);
  }

  /** One request of a look-up. */
  lookupAsked(provider: string, outcome: 'answered' | 'failed'): void {
    this.lookupRequests.inc({ provider, outcome });
  }
}
