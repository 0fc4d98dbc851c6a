import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { faster, type Pace, readRules } from '../../tools/src/operation/alert-rules.js';
import { findPrometheus } from '../../tools/src/services/find-prometheus.js';
import { freePort } from '../../tools/src/services/free-port.js';
import { ServerProcess } from '../../tools/src/services/server-process.js';
import { eventually } from './eventually.js';

const READY_WITHIN_MS = 60_000;
const FIRES_WITHIN_MS = 240_000;
const ASK_EVERY_MS = 250;

/** What Prometheus scrapes: addresses of apps, by job. */
export type Targets = Record<'sendstream-api' | 'sendstream-processor', string[]>;

interface Alert {
  state: 'pending' | 'firing';
  labels: Record<string, string>;
}

/**
 * A real Prometheus that scrapes real apps, with our alerts in a world that is so many times faster
 * (`alert-rules.ts` says what is changed).
 */
export class LivePrometheus {
  private constructor(
    private readonly url: string,
    private readonly directory: string,
    private readonly server: ServerProcess,
  ) {}

  static async start(targets: Targets, pace: Pace): Promise<LivePrometheus> {
    const { server: command } = await findPrometheus(process.env, (line) => console.log(line));
    const [directory, port] = await Promise.all([mkdtemp(join(tmpdir(), 'prometheus-')), freePort()]);
    const address = `127.0.0.1:${port}`;
    const config = join(directory, 'prometheus.yml');
    await writeFile(join(directory, 'alerts.yml'), stringify(faster(readRules(), pace)));
    await writeFile(config, stringify(configOf(targets, pace)));
    const server = new ServerProcess({
      command,
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
      logFile: join(directory, 'log'),
    });
    const prometheus = new LivePrometheus(`http://${address}`, directory, server);
    await server.whenReady(async () => {
      if (!(await fetch(`${prometheus.url}/-/ready`)).ok) throw new Error('not ready');
    }, READY_WITHIN_MS);
    return prometheus;
  }

  /** The names of the alerts that fire now. */
  async firing(): Promise<string[]> {
    const { alerts } = await this.ask<{ alerts: Alert[] }>('alerts');
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
    const { result } = await this.ask<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>(`query?query=${encodeURIComponent(query)}`);
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }

  private async ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`);
    const { data } = (await response.json()) as { data: T };
    return data;
  }
}

function configOf(targets: Targets, { scrapeSeconds }: Pace): object {
  const every = `${scrapeSeconds}s`;
  return {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: '1s' },
    rule_files: ['alerts.yml'],
    scrape_configs: Object.entries(targets).map(([job, urls]) => ({
      job_name: job,
      static_configs: [{ targets: urls.map((url) => new URL(url).host) }],
    })),
  };
}
