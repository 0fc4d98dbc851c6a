import 'reflect-metadata';
import { UseFilters } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { RethrowFilter } from './rethrow.filter.js';

/** Only our transport takes handlers of this kind. */
export const QUEUE_TRANSPORT = Symbol('redis-streams');

const FILTERS = '__exceptionFilters__';

/**
 * Declares the one handler of each of these queues: `(data, context: QueueContext)`, with Nest's pipes, guards, interceptors and
 * the method's own filters, in any order of decorators. Class-wide and global filters are not asked: what the handler
 * throws (`PoisonError`, `TransientError`, anything else) decides what becomes of the entry.
 */
export function QueueHandler(...queues: string[]): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    MessagePattern(queues, QUEUE_TRANSPORT)(target, key, descriptor);
    // Nest asks the filter declared first last: ours has to come before those that are already there.
    const method = descriptor.value as object;
    const own: unknown = Reflect.getMetadata(FILTERS, method);
    Reflect.deleteMetadata(FILTERS, method);
    UseFilters(new RethrowFilter())(target, key, descriptor);
    const rethrow: unknown = Reflect.getMetadata(FILTERS, method);
    if (Array.isArray(own) && Array.isArray(rethrow))
      Reflect.defineMetadata(FILTERS, [...rethrow, ...own], method);
  };
}
