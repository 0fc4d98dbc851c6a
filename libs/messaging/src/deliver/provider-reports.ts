import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, newId, OutageLog } from '#config';
import { Providers } from '#providers';
import { QueueAdmin } from '#queue';
import { type ProviderFigures, RecentCalls } from './recent-calls.js';
import { ProviderGates } from './provider-gates.js';
import type { ProviderHold } from './provider-hold.js';
import { isStoreOutage } from '../store-outage.js';

const TOPIC = 'providers';
const EVERY_MS = 1_000;
/** A process that has said nothing for so long is gone, or has nothing to say. */
const LIFE_MS = 5_000;

/** What one process knows of one provider. */
export interface ProviderReport extends ProviderFigures {
  provider: string;
  hold: (Omit<ProviderHold, 'since'> & { since: string }) | null;
}

/** What all processes that call providers tell of them. @throws QueueUnavailableError */
export async function reportsIn(queues: QueueAdmin): Promise<ProviderReport[]> {
  const found = await queues.reports.read<ProviderReport[]>(TOPIC, LIFE_MS);
  return found.flatMap(({ ageMs, report }) => report.map((each) => aged(each, ageMs)));
}

/** Tells every second, through Redis, how this process gets on with its providers, and reads what the others tell. */
@Injectable()
export class ProviderReports implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ProviderReports.name);
  private readonly process = newId();
  private readonly loop = new BackgroundLoop(() => this.publish(), {
    everyMs: EVERY_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'the state of the providers cannot be shown now',
      over: 'the state of the providers is shown again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly providers: Providers,
    private readonly gates: ProviderGates,
    private readonly calls: RecentCalls,
    private readonly queues: QueueAdmin,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Of every process that calls providers, by provider. @throws QueueUnavailableError */
  async all(): Promise<Map<string, ProviderReport[]>> {
    const reports = await reportsIn(this.queues);
    const names = new Set(reports.map(({ provider }) => provider));
    return new Map([...names].map((name) => [name, reports.filter(({ provider }) => provider === name)]));
  }

  private async publish(): Promise<void> {
    const report = this.providers.all
      .map(({ name }) => this.reportOf(name))
      .filter(({ calls, hold }) => calls > 0 || hold !== null);
    if (report.length > 0) await this.queues.reports.publish(TOPIC, this.process, report, LIFE_MS);
  }

  private reportOf(provider: string): ProviderReport {
    const hold = this.gates.holdOf(provider);
    return {
      provider,
      hold: hold && { ...hold, since: hold.since.toISOString() },
      ...this.calls.of(provider),
    };
  }
}

function aged(report: ProviderReport, ageMs: number): ProviderReport {
  const { hold } = report;
  return { ...report, hold: hold && { ...hold, nextTrialMs: Math.max(0, hold.nextTrialMs - ageMs) } };
}
