import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findPrometheus } from './find-prometheus.js';
import { freePort } from './free-port.js';
import { ServerProcess } from './server-process.js';

const READY_WITHIN_MS = 60_000;

/** Which apps are scraped: their addresses, by job. */
export type Targets = Record<'sendstream-api' | 'sendstream-processor', string[]>;

/** A real Prometheus beside us, with a folder of its own; nothing of it is left behind. */
export class OwnPrometheus {
  private constructor(
    private readonly url: string,
    private readonly directory: string,
    private readonly server: ServerProcess,
  ) {}

  /** `config`: of prometheus.yml. `rules`: of the file alerts.yml, which the configuration may name. */
  static async start(config: object, rules?: object): Promise<OwnPrometheus> {
    const { server: command } = await findPrometheus(process.env, (line) => console.log(line));
    const [directory, port] = await Promise.all([mkdtemp(join(tmpdir(), 'prometheus-')), freePort()]);
    const address = `127.0.0.1:${port}`;
    const file = join(directory, 'prometheus.yml');
    if (rules) await writeFile(join(directory, 'alerts.yml'), stringify(rules));
    await writeFile(file, stringify(config));
    const server = new ServerProcess({
      command,
      args: [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
      logFile: join(directory, 'log'),
    });
    const prometheus = new OwnPrometheus(`http://${address}`, directory, server);
    await server.whenReady(async () => {
      if (!(await fetch(`${prometheus.url}/-/ready`)).ok) throw new Error('not ready');
    }, READY_WITHIN_MS);
    return prometheus;
  }

  /** What its API answers: https://prometheus.io/docs/prometheus/latest/querying/api/ @throws Error when it answers with an error. */
  async ask<T>(path: string, parameters: Record<string, string> = {}): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const answer = (await response.json()) as { data: T; error?: string };
    if (answer.error !== undefined) throw new Error(`${JSON.stringify(parameters)}: ${answer.error}`);
    return answer.data;
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** What is scraped, as prometheus.yml has it. */
export const scrapeConfigs = (targets: Targets): object[] =>
  Object.entries(targets).map(([job, urls]) => ({
    job_name: job,
    static_configs: [{ targets: urls.map((url) => new URL(url).host) }],
  }));
