import { singleFlight } from '../single-flight.js';
import { answerDependencies, type DependenciesReport, storeChecks } from './health-answers.js';
import { type StartupReport, startupReport } from './health-report.js';
import { type Check, readiness } from './readiness.js';

interface Versioned {
  version(): Promise<string>;
}

/** What an app needs. */
interface Needs {
  database: Versioned;
  redis: Versioned;
  /** What of the providers is looked at, and how many there are. */
  providers: { checks: () => Check[]; count: number };
}

/** What `/startup` and `/dependencies` of every app of ours answer. Who asks while another one does shares the answer. */
export class AppDependencies {
  private readonly ask = singleFlight(0, () => {
    const { database, redis, providers } = this.needs;
    return readiness([...storeChecks(database, redis), ...providers.checks()], { timed: true });
  });

  constructor(private readonly needs: Needs) {}

  /** The boot has ended; before that nobody listens. */
  startup(): StartupReport {
    return startupReport({ hasProviders: this.needs.providers.count > 0 });
  }

  /** Each part by itself. */
  async report(): Promise<DependenciesReport> {
    return answerDependencies(await this.ask());
  }
}
