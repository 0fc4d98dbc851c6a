import { Injectable, Logger } from '@nestjs/common';
import { OutageLog } from '#config';
import { Metrics } from '#observability';

/**
 * Counts and tells that messages go by other accounts than they were meant for, so that a broken first choice is not hidden by a
 * second one that works: a line when it begins, one a minute, one when the account takes messages again.
 */
@Injectable()
export class Failovers {
  private readonly logger = new Logger(Failovers.name);
  private readonly logs = new Map<string, OutageLog>();

  constructor(private readonly metrics: Metrics) {}

  noted(from: string, to: string, reason: string, why: string): void {
    this.metrics.providers.failedOver(from, to, reason);
    const log =
      this.logs.get(from) ??
      new OutageLog(this.logger, {
        lasts: `messages meant for ${from} go by other accounts`,
        over: `${from} takes the messages again that are meant for it`,
      });
    this.logs.set(from, log);
    log.failed(why, '', { provider: from, account: to, reason });
  }

  /** It took a message. Costs nothing while no message is led past it. */
  took(account: string): void {
    this.logs.get(account)?.worked();
  }
}
