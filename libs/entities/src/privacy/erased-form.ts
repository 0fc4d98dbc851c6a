/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { erasedHash } from './erased-events.js';

const PREFIX = 'erased:';

/** SQL for the hash by which an erased address is known; the argument is an expression of SQL for a participant. */
export function addressHash(address: string): string {
  return erasedHash("'address'", "''", address);
}

/** SQL for what stands in place of an erased address. */
export function erasedAddress(address: string): string {
  return `'${PREFIX}' || encode(${addressHash(address)}, 'hex')`;
}

/** SQL for what stands in place of an idempotency key that named an erased address. */
export function erasedKey(scope: string, key: string): string {
  return `'${PREFIX}' || encode(${erasedHash("'key'", scope, key)}, 'hex')`;
}

/**
 * SQL for the key under which a request is kept: mostly the key itself. No hash is computed unless there is a kept key that
 * was erased.
 */
export function keptKey(scope: string, key: string): string {
  return `CASE WHEN EXISTS (SELECT 1 FROM idempotency_keys WHERE erased)
          THEN coalesce((SELECT k.key FROM idempotency_keys k
                          WHERE k.erased AND k.scope = ${scope} AND k.key = ${erasedKey(scope, key)}), ${key})
          ELSE ${key} END`;
}

/** SQL for an erased address's form, or null where nothing suppressed was ever erased: then no hash is computed. */
export function erasedAddressIfAny(address: string): string {
  return `CASE WHEN EXISTS (SELECT 1 FROM suppressions WHERE erased_at IS NOT NULL) THEN ${erasedAddress(address)} END`;
}
