import type { RedisLink } from './redis/redis-link.js';
import { publishReport } from './scripts/publish-report.js';
import { readReports } from './scripts/read-reports.js';

/** What a process said of itself, so many milliseconds ago. */
export interface ProcessReport<T> {
  ageMs: number;
  report: T;
}

/**
 * What processes tell of themselves for the others to see, by topic. Only the last word of each counts, and only for as
 * long as it is repeated. Throws `QueueUnavailableError` if Redis does not answer in time.
 */
export class ProcessReports {
  constructor(private readonly link: RedisLink) {}

  /** `lifeMs`: for how long it is good. */
  async publish(topic: string, process: string, report: object, lifeMs: number): Promise<void> {
    const values = [process, JSON.stringify(report), lifeMs];
    await this.link.run((redis) => publishReport.run(redis, [this.link.keys.reports(topic)], values));
  }

  async read<T>(topic: string, lifeMs: number): Promise<ProcessReport<T>[]> {
    const found = await this.link.run((redis) =>
      readReports.run(redis, [this.link.keys.reports(topic)], [lifeMs]),
    );
    return found.map(([ageMs, report]) => ({ ageMs, report: JSON.parse(report) as T }));
  }
}
