import { newId } from '#config';
import { ApiKeys, type ApiScope, hashOfApiKey, hintOfApiKey, newApiKeySecret } from '#entities';
import type { RunningSystem } from './running-system.js';

export interface TestKey {
  id: string;
  name: string;
  secret: string;
}

interface KeyOptions {
  /** Null is the default's. */
  rateLimit?: number | null;
  secret?: string;
  mask?: boolean;
}

/** A new key of this system. */
export async function newKey(
  system: RunningSystem,
  scopes: ApiScope[],
  { rateLimit = null, secret = newApiKeySecret(), mask = false }: KeyOptions = {},
): Promise<TestKey> {
  const id = newId();
  const name = `key ${id.slice(-12)}`;
  await system.api.get(ApiKeys, { strict: false }).add({
    id,
    name,
    keyHash: hashOfApiKey(secret),
    hint: hintOfApiKey(secret),
    scopes,
    rateLimit,
    mask,
  });
  return { id, name, secret };
}
