import { setTimeout as delay } from 'node:timers/promises';
import { faster, type Pace, readRules } from '../../tools/src/operation/alert-rules.js';
import { OwnPrometheus, scrapeConfigs, type Targets } from '../../tools/src/services/own-prometheus.js';
import { eventually } from './eventually.js';

const FIRES_WITHIN_MS = 240_000;
const ASK_EVERY_MS = 250;

interface Alert {
  state: 'pending' | 'firing';
  labels: Record<string, string>;
}

/**
 * A real Prometheus that scrapes real apps, with our alerts in a world that is so many times faster
 * (`alert-rules.ts` says what is changed).
 */
export class LivePrometheus {
  private constructor(private readonly server: OwnPrometheus) {}

  static async start(targets: Targets, pace: Pace): Promise<LivePrometheus> {
    const every = `${pace.scrapeSeconds}s`;
    const config = {
      global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: '1s' },
      rule_files: ['alerts.yml'],
      scrape_configs: scrapeConfigs(targets),
    };
    return new LivePrometheus(await OwnPrometheus.start(config, faster(readRules(), pace)));
  }

  /** The names of the alerts that fire now. */
  async firing(): Promise<string[]> {
    const { alerts } = await this.server.ask<{ alerts: Alert[] }>('alerts');
    const names = alerts
      .filter(({ state }) => state === 'firing')
      .map(({ labels }) => labels.alertname as string);
    return [...new Set(names)].sort();
  }

  /** Waits until each of these has fired from now on, be it one after the other; whatever else does. */
  async fires(names: string[], withinMs = FIRES_WITHIN_MS): Promise<void> {
    const missing = new Set(names);
    await this.eventually((firing) => {
      for (const name of firing) missing.delete(name);
      expect([...missing]).toEqual([]);
    }, withinMs);
  }

  /** Waits until none of these fires. */
  async ceases(names: string[], withinMs = FIRES_WITHIN_MS): Promise<void> {
    await this.eventually(
      (firing) => expect(firing.filter((name) => names.includes(name))).toEqual([]),
      withinMs,
    );
  }

  /** Rules are evaluated once a second: who asks more often only costs. */
  private eventually(expectations: (firing: string[]) => void, withinMs: number): Promise<void> {
    return eventually(async () => {
      await delay(ASK_EVERY_MS);
      expectations(await this.firing());
    }, withinMs);
  }

  /** The names of all alerts that have fired since the start. */
  async fired(): Promise<string[]> {
    return this.namesOf('count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[1d]))');
  }

  /** The values of the `alertname` label of what a query finds. */
  private async namesOf(query: string): Promise<string[]> {
    return (await this.query(query)).map(({ metric }) => metric.alertname as string).sort();
  }

  /** What an instant query finds. */
  async query(query: string): Promise<{ metric: Record<string, string>; value: number }[]> {
    const { result } = await this.server.ask<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>('query', { query });
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
