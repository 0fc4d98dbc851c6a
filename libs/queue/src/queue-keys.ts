/** Explained in docs/decisions/0043-keys-in-a-cluster.md. */
import type { RedisAddress } from '#config';

/** The one consumer group all processors share. */
export const DEFAULT_GROUP = 'processors';

/** A consumer whose record is older than this (by Redis' clock) is taken for dead. Milliseconds. */
export const CONSUMER_ALIVE_MS = 3_000;

/** Field of an entry that is deleted once it is handled. */
export const DELETED_WHEN_HANDLED = 'passing';

/**
 * What is kept in Redis, and how it is called there. In a cluster the name of a queue stands in braces, so that all that one
 * step changes is in one slot; everywhere else names are as the contract has them: `message_queue:sms`.
 */
export class QueueKeys {
  private readonly prefix: string;
  private readonly isCluster: boolean;
  private readonly streams = new Map<string, string>();

  constructor({ kind, keyPrefix }: Pick<RedisAddress, 'kind' | 'keyPrefix'>) {
    this.prefix = keyPrefix;
    this.isCluster = kind === 'cluster';
  }

  /** Stream: the queue itself. */
  stream(queue: string): string {
    const known = this.streams.get(queue);
    if (known !== undefined) return known;
    const key = this.prefix + (this.isCluster ? `{${queue}}` : queue);
    this.streams.set(queue, key);
    return key;
  }

  /** Stream of the entries that were given up. */
  dead(queue: string): string {
    return `${this.stream(queue)}:dead`;
  }

  /** String; exists while the queue is paused, and holds the token of that pause, which says who paused. */
  paused(queue: string): string {
    return `${this.stream(queue)}:paused`;
  }

  /** Hash: consumer -> JSON `{state, token, at, handled, held}`, written by each living consumer twice a second. */
  consumers(queue: string): string {
    return `${this.stream(queue)}:consumers`;
  }

  /** String; written to see whether that can be done. In a cluster there is one where each of the queues is. */
  writeChecks(queues: readonly string[]): string[] {
    if (!this.isCluster) return [`${this.prefix}write_check`];
    return queues.map((queue) => `${this.stream(queue)}:write_check`);
  }

  /** Hash: process -> `<when it told, in ms> <JSON>`; see ProcessReports. */
  reports(topic: string): string {
    return `${this.prefix}process_reports:${topic}`;
  }

  /** Number of tokens taken in the window that now runs; it expires with that window. */
  rate(name: string): string {
    return `${this.prefix}rate_limit:${name}`;
  }

  /** Whether a key may be named after a person. Keys of others, who share this Redis, are not ours to judge. */
  isPersonal(key: string): boolean {
    return key.startsWith(this.rate('')) || key.startsWith(this.pace(''));
  }

  /** Sorted set: process -> when it last asked for a pace. */
  get paceAskers(): string {
    return `${this.ofPaces}pace_askers`;
  }

  /** Sorted set: bucket -> until when it is slowed. */
  get paceSlowed(): string {
    return `${this.ofPaces}pace_slowed`;
  }

  /** Hash: state of a bucket; see scripts/take-pace.ts. */
  pace(bucket: string): string {
    return `${this.ofPaces}pace:${bucket}`;
  }

  /** Sorted sets: the lines that wait for a bucket, and when the turn of the next in each will be. */
  paceLines(bucket: string): string[] {
    return ['urgent', 'back', 'new'].map((kind) => `${this.pace(bucket)}:${kind}`);
  }

  /** Number: what was taken of a cap; it expires with its time. */
  guardCap(counter: string): string {
    return `${this.ofGuard}guard:cap:${counter}`;
  }

  /** Hash: what a prefix gets and usually gets; see scripts/count-guarded.ts. */
  guardPrefix(prefix: string): string {
    return `${this.ofGuard}guard:prefix:${prefix}`;
  }

  /** Sorted set: prefix -> until when it is stopped. */
  get guardStopped(): string {
    return `${this.ofGuard}guard:stopped`;
  }

  /** Number: since when prefixes are watched, in ms. */
  get guardSince(): string {
    return `${this.ofGuard}guard:since`;
  }

  /** Hash: rule -> how many messages it refused on that day of UTC (`2026-01-31`). */
  guardRefused(day: string): string {
    return `${this.ofGuard}guard:refused:${day}`;
  }

  /** A message is taken from all its caps or from none, so all are in one slot. */
  private get ofGuard(): string {
    return this.isCluster ? `${this.prefix}{guard}:` : this.prefix;
  }

  /** A message takes from several buckets at once or from none, so all are in one slot. */
  private get ofPaces(): string {
    return this.isCluster ? `${this.prefix}{pace}:` : this.prefix;
  }
}
