import { Injectable, NotFoundException, type PipeTransform } from '@nestjs/common';
import { ALL_QUEUES } from '#messaging';

/** @throws NotFoundException when there is no queue of this name. */
@Injectable()
export class QueueParamPipe implements PipeTransform<string, string> {
  transform(name: string): string {
    if (ALL_QUEUES.includes(name)) return name;
    throw new NotFoundException(`There is no queue ${name}. Queues: ${ALL_QUEUES.join(', ')}.`);
  }
}
