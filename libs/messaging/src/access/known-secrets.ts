import { timingSafeEqual } from 'node:crypto';
import { LivingHashes } from './living-hashes.js';

/** What is revoked is refused on every instance after this time, counted from the question to the database. */
const TTL_MS = 1_000;
/** Bounds what strangers' inventions can fill. */
const MAX_ENTRIES = 10_000;

/** Where secrets are looked up by their hashes. */
export interface SecretRows<Row> {
  find(hash: Buffer): Promise<Row | null>;
  /** The hashes of at most so many that live. */
  living(max: number): Promise<Buffer[]>;
  hashOf(row: Row): Buffer;
}

interface Kept<Row> {
  row: Row | null;
  until: number;
}

/** Knows what living secrets stand for. What it has looked up it keeps for a second, also that there is no such secret. */
export class KnownSecrets<Row> {
  private readonly kept = new Map<string, Kept<Row>>();
  private readonly asked = new Map<string, Promise<Row | null>>();
  private readonly living: LivingHashes;

  constructor(private readonly rows: SecretRows<Row>) {
    this.living = new LivingHashes((max) => rows.living(max));
  }

  /**
   * What the living secret with this hash stands for, without a promise while it is known. `isDoubtful`: whether so much was
   * wrong where it comes from that the database is asked for it only once it is seen among those that live.
   * @throws (rejects with) the database's error when it has to be asked and is away.
   */
  find(hash: Buffer, isDoubtful: () => boolean): Row | null | Promise<Row | null> {
    const name = hash.toString('base64');
    const kept = this.kept.get(name);
    if (kept !== undefined && performance.now() < kept.until) return this.checked(kept.row, hash);
    return isDoubtful() ? this.askIfActive(name, hash) : this.ask(name, hash);
  }

  /** What stands for these is looked up again. */
  forget(isMeant: (row: Row) => boolean): void {
    for (const [name, { row }] of this.kept) if (row !== null && isMeant(row)) this.kept.delete(name);
  }

  private async askIfActive(name: string, hash: Buffer): Promise<Row | null> {
    return (await this.living.have(name)) ? this.ask(name, hash) : null;
  }

  /** Requests that come while the database is asked wait for the same answer. */
  private ask(name: string, hash: Buffer): Promise<Row | null> {
    const asked = this.asked.get(name);
    if (asked !== undefined) return asked;
    const answer = this.lookUp(name, hash).finally(() => this.asked.delete(name));
    this.asked.set(name, answer);
    return answer;
  }

  private async lookUp(name: string, hash: Buffer): Promise<Row | null> {
    const until = performance.now() + TTL_MS;
    const row = await this.rows.find(hash);
    this.kept.delete(name);
    if (this.kept.size >= MAX_ENTRIES) this.kept.delete(this.kept.keys().next().value as string);
    this.kept.set(name, { row, until });
    return this.checked(row, hash);
  }

  private checked(row: Row | null, hash: Buffer): Row | null {
    return row !== null && timingSafeEqual(this.rows.hashOf(row), hash) ? row : null;
  }
}
