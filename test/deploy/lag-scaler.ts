import { setTimeout as delay } from 'node:timers/promises';
import { ALL_QUEUES } from '#messaging';
import type { AppProcess } from '../faults/harness/app-process.js';
import type { DeployedSystem } from './deployed-system.js';

export interface ScalingRule {
  /** Entries of one queue for each processor: KEDA's `lagCount`. */
  lagCount: number;
  maxReplicas: number;
  pollingMs: number;
  /** Fewer are wanted for so many looks before one is stopped: KEDA's cool-down. */
  patience: number;
}

const STOP_WITHIN_MS = 60_000;

/**
 * Starts and stops processors as KEDA and the autoscaler of Kubernetes do with the chart's ScaledObject: for each queue its lag
 * by `lagCount`, rounded up; of these the most; never fewer than one.
 */
export class LagScaler {
  readonly processors: AppProcess[] = [];
  /** The most that ran at once. */
  most = 0;
  private readonly running: Promise<void>;
  private tooMany = 0;
  private stopping = false;

  constructor(
    private readonly system: DeployedSystem,
    private readonly rule: ScalingRule,
    private readonly variables: Record<string, string>,
  ) {
    this.running = this.run();
  }

  /** @throws Error of a processor that did not start, or did not end in time. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const wanted = await this.wanted();
      if (this.processors.length < wanted) await this.start(wanted);
      this.tooMany = this.processors.length > wanted ? this.tooMany + 1 : 0;
      if (this.tooMany > this.rule.patience) await this.end();
      await delay(this.rule.pollingMs);
    }
  }

  private async wanted(): Promise<number> {
    const stats = await Promise.all(ALL_QUEUES.map((queue) => this.system.admin.stats(queue)));
    const most = Math.max(...stats.map(({ lag }) => Math.ceil(lag / this.rule.lagCount)));
    return Math.min(Math.max(most, 1), this.rule.maxReplicas);
  }

  private async start(wanted: number): Promise<void> {
    const missing = Array.from({ length: wanted - this.processors.length });
    const started = await Promise.all(missing.map(() => this.system.spawn('processor', this.variables)));
    await Promise.all(started.map((processor) => processor.up()));
    this.processors.push(...started);
    this.most = Math.max(this.most, this.processors.length);
  }

  private async end(): Promise<void> {
    await this.processors.pop()?.stop(STOP_WITHIN_MS);
  }
}
