import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable, SenderPools } from '#entities';
import { PoolIndex } from './pool-index.js';

const FRESH_MS = 2_000;

/** The sender pools, read at most every two seconds however many messages ask. */
@Injectable()
export class KnownPools {
  private index: PoolIndex | null = null;
  private readUntil = 0;
  private reading: Promise<PoolIndex> | null = null;

  constructor(private readonly pools: SenderPools) {}

  /** As they are, or were two seconds ago; while PostgreSQL is away, as they were before. */
  current(): Promise<PoolIndex> {
    if (this.index !== null && performance.now() < this.readUntil) return Promise.resolve(this.index);
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  /** They were changed here: whoever asks next reads them anew. */
  changed(): void {
    this.readUntil = 0;
    this.reading = null;
  }

  private async read(): Promise<PoolIndex> {
    try {
      const index = new PoolIndex(await this.pools.list());
      this.index = index;
      this.readUntil = performance.now() + FRESH_MS;
      return index;
    } catch (error) {
      if (this.index === null || !isDatabaseUnavailable(error)) throw error;
      return this.index;
    }
  }
}
