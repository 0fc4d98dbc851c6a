import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ApiKeys, hashOfApiKey, type LivingApiKey } from '#entities';
import { KeyUsage } from './key-usage.js';
import { LivingKeys } from './living-keys.js';

/** A revoked key is refused on every instance after this time, counted from the question to the database. */
const LIFE_MS = 1_000;
/** Bounds what strangers' inventions can fill. */
const MOST_KEPT = 10_000;
/** No key of ours is longer; hashing what is would be work for strangers. */
const LONGEST_SECRET = 200;

/** What a request's key is known as. */
export type KnownKey = Pick<LivingApiKey, 'id' | 'name' | 'scopes' | 'rateLimit'>;

interface Kept {
  key: LivingApiKey | null;
  until: number;
}

/** Knows the living keys. What it has looked up it keeps for a second, also that there is no such key. */
@Injectable()
export class ApiKeyCache {
  private readonly kept = new Map<string, Kept>();
  private readonly asked = new Map<string, Promise<KnownKey | null>>();

  constructor(
    private readonly keys: ApiKeys,
    private readonly living: LivingKeys,
    private readonly usage: KeyUsage,
  ) {}

  /**
   * The living key with this secret, without a promise while it is known. `isDoubtful`: whether so much was wrong where it
   * comes from that the database is asked for it only once it is seen among those that live.
   * @throws (rejects with) the database's error when it has to be asked and is away.
   */
  find(secret: string, isDoubtful: () => boolean): KnownKey | null | Promise<KnownKey | null> {
    if (secret.length > LONGEST_SECRET) return null;
    const hash = hashOfApiKey(secret);
    const name = hash.toString('base64');
    const kept = this.kept.get(name);
    if (kept !== undefined && performance.now() < kept.until) return this.checked(kept.key, hash);
    return isDoubtful() ? this.askIfLiving(name, hash) : this.ask(name, hash);
  }

  private async askIfLiving(name: string, hash: Buffer): Promise<KnownKey | null> {
    return (await this.living.have(name)) ? this.ask(name, hash) : null;
  }

  /** Those of these keys, by their ids, that live now: asked of the database each time. The others are found no more. */
  async livingAmong(ids: string[]): Promise<Set<string>> {
    const living = new Set(await this.keys.livingAmong(ids));
    const dead = new Set(ids.filter((id) => !living.has(id)));
    if (dead.size === 0) return living;
    for (const [name, { key }] of this.kept) if (key && dead.has(key.id)) this.kept.delete(name);
    return living;
  }

  /** Requests that come while the database is asked wait for the same answer. */
  private ask(name: string, hash: Buffer): Promise<KnownKey | null> {
    const asked = this.asked.get(name);
    if (asked !== undefined) return asked;
    const answer = this.lookUp(name, hash).finally(() => this.asked.delete(name));
    this.asked.set(name, answer);
    return answer;
  }

  private async lookUp(name: string, hash: Buffer): Promise<KnownKey | null> {
    const until = performance.now() + LIFE_MS;
    const key = await this.keys.find(hash);
    this.kept.delete(name);
    if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value as string);
    this.kept.set(name, { key, until });
    return this.checked(key, hash);
  }

  private checked(key: LivingApiKey | null, hash: Buffer): KnownKey | null {
    if (key === null || !timingSafeEqual(key.keyHash, hash)) return null;
    this.usage.used(key.id);
    return key;
  }
}
