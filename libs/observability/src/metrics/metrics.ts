import { collectDefaultMetrics, Registry } from 'prom-client';
import { AttemptMetrics } from './attempt-metrics.js';
import { addCompatibleNames } from './compatible-metrics.js';
import { GuardMetrics } from './guard-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { MessageMetrics } from './message-metrics.js';
import { ProviderEventMetrics } from './provider-event-metrics.js';
import { ProviderMetrics } from './provider-metrics.js';
import { QueueMetrics } from './queue-metrics.js';
import { RetentionMetrics } from './retention-metrics.js';
import { StoreMetrics } from './store-metrics.js';
import { WaitingMetrics } from './waiting-metrics.js';
import { WebhookMetrics } from './webhook-metrics.js';

/** What a metric is, for those who list them. */
export interface MetricDescription {
  name: string;
  help: string;
  type: string;
  labels: string[];
}

/**
 * The numbers of one app, in the text format of Prometheus, a group for each part of the service. Labels are words of which
 * there are few: never an id, a number, an address. docs/decisions/0037-what-is-measured.md
 */
export class Metrics {
  private readonly registry = new Registry();
  readonly messages = new MessageMetrics(this.registry);
  readonly attempts = new AttemptMetrics(this.registry);
  readonly providers = new ProviderMetrics(this.registry);
  readonly providerEvents = new ProviderEventMetrics(this.registry);
  readonly webhooks = new WebhookMetrics(this.registry);
  readonly queues = new QueueMetrics(this.registry);
  readonly waiting = new WaitingMetrics(this.registry);
  readonly guard = new GuardMetrics(this.registry);
  readonly http = new HttpMetrics(this.registry);
  readonly retention = new RetentionMetrics(this.registry);
  readonly stores = new StoreMetrics(this.registry);

  /** `isCompatible`: some of them also by the names that the service before this one had. */
  constructor({ isCompatible = false } = {}) {
    collectDefaultMetrics({ register: this.registry });
    if (isCompatible) addCompatibleNames(this.registry);
  }

  /** Everything as text. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** Every metric of this service's own there is, also those without a sample yet. */
  describe(): MetricDescription[] {
    return this.registry.getMetricsAsArray().flatMap((metric) => {
      const { name, help, type, labelNames } = metric as unknown as {
        name: string;
        help: string;
        type?: string;
        labelNames: string[];
      };
      return name.startsWith('sendstream_')
        ? [{ name, help, type: type ?? metric.constructor.name.toLowerCase(), labels: [...labelNames] }]
        : [];
    });
  }
}
