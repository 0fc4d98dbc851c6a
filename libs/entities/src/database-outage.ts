import { Logger } from '@nestjs/common';
import { OutageLog } from '#config';
import { describeOutage, isLasting } from './database-unavailable.js';

/**
 * Tells that PostgreSQL cannot be used, once for all who find it so: a line when it begins, one a minute, one when it is over.
 * A statement that only lost against others is no such fault.
 */
export class DatabaseOutage {
  private lasts = false;
  private readonly log = new OutageLog(new Logger('Database'), {
    lasts: 'PostgreSQL cannot be used now',
    over: 'PostgreSQL can be used again',
  });

  failed(error: unknown): void {
    if (!isLasting(error)) return;
    this.lasts = true;
    this.log.failed(error, '', { reason: describeOutage(error) });
  }

  worked(): void {
    if (!this.lasts) return;
    this.lasts = false;
    this.log.worked();
  }
}
