import { newId } from '#config';
import { ApiKeys, type ApiScope, hashOfApiKey, hintOfApiKey, newApiKeySecret } from '#entities';
import type { RunningSystem } from './running-system.js';

export interface TestKey {
  id: string;
  secret: string;
}

/** A new key of this system. `rateLimit`: null is the default's. */
export async function newKey(
  system: RunningSystem,
  scopes: ApiScope[],
  rateLimit: number | null = null,
  secret = newApiKeySecret(),
): Promise<TestKey> {
  const id = newId();
  await system.api.get(ApiKeys, { strict: false }).add({
    id,
    name: `key ${id.slice(-12)}`,
    keyHash: hashOfApiKey(secret),
    hint: hintOfApiKey(secret),
    scopes,
    rateLimit,
  });
  return { id, secret };
}
