import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace-base';
import { createHash } from 'node:crypto';

const BYTES = 8;

/** The id of the span of `key`: whoever knows the key knows it. */
export function spanIdOf(key: string): string {
  return createHash('sha256')
    .update(key)
    .digest('hex')
    .slice(0, BYTES * 2);
}

/** Random ids, apart from the next span's where that is set. */
export class SpanIds implements IdGenerator {
  next: string | null = null;
  private readonly random = new RandomIdGenerator();

  generateTraceId(): string {
    return this.random.generateTraceId();
  }

  generateSpanId(): string {
    const { next } = this;
    this.next = null;
    return next ?? this.random.generateSpanId();
  }
}
