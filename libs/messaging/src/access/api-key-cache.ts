import { Injectable } from '@nestjs/common';
import { ApiKeys, hashOfApiKey, type ActiveApiKey } from '#entities';
import { KeyUsage } from './key-usage.js';
import { KnownSecrets } from './known-secrets.js';

/** No key of ours is longer; hashing what is would be work for strangers. */
const MAX_SECRET_LENGTH = 200;

/** What a request's key is known as. */
export type KnownKey = Pick<
  ActiveApiKey,
  'id' | 'name' | 'scopes' | 'rateLimit' | 'mask' | 'defaultPriority' | 'guard'
>;

/** Knows the living keys: what it has looked up it keeps for a second. */
@Injectable()
export class ApiKeyCache {
  private readonly known: KnownSecrets<ActiveApiKey>;

  constructor(
    private readonly keys: ApiKeys,
    private readonly usage: KeyUsage,
  ) {
    this.known = new KnownSecrets({
      find: (hash) => keys.find(hash),
      living: (max) => keys.active(max),
      hashOf: ({ keyHash }) => keyHash,
    });
  }

  /**
   * The living key with this secret, without a promise while it is known. `isDoubtful`: as KnownSecrets has it.
   * @throws (rejects with) the database's error when it has to be asked and is away.
   */
  find(secret: string, isDoubtful: () => boolean): KnownKey | null | Promise<KnownKey | null> {
    if (secret.length > MAX_SECRET_LENGTH) return null;
    const key = this.known.find(hashOfApiKey(secret), isDoubtful);
    return key instanceof Promise ? key.then((found) => this.used(found)) : this.used(key);
  }

  /** Those of these keys, by their ids, that live now: asked of the database each time. The others are found no more. */
  async activeAmong(ids: string[]): Promise<Set<string>> {
    const activeKeys = new Set(await this.keys.activeAmong(ids));
    const dead = new Set(ids.filter((id) => !activeKeys.has(id)));
    if (dead.size > 0) this.known.forget(({ id }) => dead.has(id));
    return activeKeys;
  }

  private used(key: ActiveApiKey | null): ActiveApiKey | null {
    if (key !== null) this.usage.used(key.id);
    return key;
  }
}
