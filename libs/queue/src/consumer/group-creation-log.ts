import { Logger } from '@nestjs/common';

/** A Redis that lost one group has lost all: their makers are a moment apart. */
const GATHER_MS = 300;

/** Tells of consumer groups that were made, those of a moment in one line. */
export class GroupCreationLog {
  private readonly logger = new Logger(GroupCreationLog.name);
  private readonly known = new Set<string>();
  private gathered: string[] = [];
  private again = false;

  constructor(private readonly group: string) {}

  /** The group of this queue is there: should it be made later, it was lost. */
  seen(queue: string): void {
    this.known.add(queue);
  }

  made(queue: string): void {
    this.again ||= this.known.has(queue);
    this.known.add(queue);
    if (this.gathered.push(queue) === 1) setTimeout(() => this.tell(), GATHER_MS).unref();
  }

  private tell(): void {
    const { group, again } = this;
    const queues = this.gathered;
    this.gathered = [];
    this.again = false;
    if (!again) this.logger.log({ msg: 'consumer groups created', queues, group });
    else this.logger.warn({ msg: 'consumer groups were missing and have been recreated', queues, group });
  }
}
