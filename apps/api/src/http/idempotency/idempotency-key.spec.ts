import type { Request } from 'express';
import { idempotencyKeyOf, idempotencyKeyOfMany } from './idempotency-key.js';

const requestOf = (body: unknown) =>
  ({
    method: 'POST',
    route: { path: '/a' },
    headers: { 'idempotency-key': 'k' },
    body,
  }) as unknown as Request;

describe('the key of a large body', () => {
  it.each([
    [{ messages: [{ b: [1, { d: 1, c: null }], a: 'x' }, null, 7, []], defaults: { z: {}, y: [] } }],
    [{ defaults: null, messages: [] }],
    [{ messages: 'none' }],
    [{}],
  ])('is that of a small one: %j', async (body) => {
    expect(await idempotencyKeyOfMany(requestOf(body))).toEqual(idempotencyKeyOf(requestOf(body)));
  });

  it('does not depend on the order of names, but on all else', async () => {
    const of = async (body: unknown) => (await idempotencyKeyOfMany(requestOf(body)))?.fingerprint;
    const one = await of({ messages: [{ a: 1, b: 2 }], defaults: {} });
    expect(await of({ defaults: {}, messages: [{ b: 2, a: 1 }] })).toBe(one);
    expect(await of({ defaults: {}, messages: [{ b: 1, a: 2 }] })).not.toBe(one);
  });
});
