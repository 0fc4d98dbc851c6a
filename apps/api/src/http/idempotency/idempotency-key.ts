import { createHash, type Hash } from 'node:crypto';
import { forEachYielding } from '#config';
import type { Request } from 'express';
import type { IdempotencyKey } from '#messaging';
import '../../caller/request-key.js';
import { InvalidFields } from '../../problems/field-error.js';

/** 1 to 255 printable characters of ASCII. */
const KEY = /^[\x20-\x7e]{1,255}$/;
export const KEY_HEADER = 'Idempotency-Key';
export const KEY_FIELD = KEY_HEADER.toLowerCase();

/**
 * The key a request came with; null without the header. Its fingerprint covers the route and what the body says: the order
 * of names and white space do not count, as a client that composes its body anew may change them.
 * @throws InvalidFields for a header that is no key.
 */
export function idempotencyKeyOf(request: Request): IdempotencyKey | null {
  const key = keyOf(request);
  if (key === null) return null;
  const hash = hashOf(request).update(canonical(request.body));
  return { ...key, fingerprint: hash.digest('base64url') };
}

/** The same, for a large body: an object whose lists are read in turns with what else is to be done. */
export async function idempotencyKeyOfMany(request: Request): Promise<IdempotencyKey | null> {
  const key = keyOf(request);
  if (key === null) return null;
  const hash = hashOf(request);
  await forEachYielding(pieces(request.body as object), (piece) => hash.update(piece()));
  return { ...key, fingerprint: hash.digest('base64url') };
}

function keyOf(request: Request): Pick<IdempotencyKey, 'scope' | 'key'> | null {
  const key = request.headers[KEY_FIELD];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !KEY.test(key))
    throw new InvalidFields([{ field: KEY_FIELD, reason: 'must have 1 to 255 printable ASCII characters' }]);
  return { scope: request.apiKey?.id ?? '', key };
}

function hashOf(request: Request): Hash {
  return createHash('sha256').update(`${request.method} ${(request.route as { path: string }).path}\n`);
}

/** What `canonical` writes of this object, piece by piece, each made when its turn comes. */
function* pieces(body: object): Generator<() => string> {
  let before = '{';
  for (const [name, value] of Object.entries(sorted(body)) as [string, unknown][]) {
    const head = `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (!Array.isArray(value)) {
      yield () => `${head}${canonical(value)}`;
      continue;
    }
    yield () => `${head}[`;
    for (const [index, item] of value.entries()) yield () => `${index === 0 ? '' : ','}${canonical(item)}`;
    yield () => ']';
  }
  yield () => (before === '{' ? '{}' : '}');
}

function canonical(body: unknown): string {
  try {
    return JSON.stringify(body, (_, value: unknown) => (isObject(value) ? sorted(value) : value)) ?? '';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidFields([{ field: 'body', reason: 'is nested too deeply' }]);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
