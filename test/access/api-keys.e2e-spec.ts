import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { newId } from '#config';
import { ApiKeys } from '#entities';
import request from 'supertest';
import { newKey } from '../support/api-key.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
/** A revoked key is refused everywhere within this time. */
const REVOKED_WITHIN_MS = 2_000;

let system: RunningSystem;
let open: string;
beforeAll(async () => {
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true' });
  open = await system.startApi({ API_KEYS_REQUIRED: 'false' });
});
afterAll(() => system.stop());

const bearer = (secret: string) => `Bearer ${secret}`;
const post = (authorization?: string, url = system.url) => {
  const call = request(url).post('/api/v1/messages/send');
  return (authorization === undefined ? call : call.set('Authorization', authorization)).send(SMS);
};
const read = (authorization: string, url = system.url) =>
  request(url).get(`/api/v1/messages/${UNKNOWN_ID}`).set('Authorization', authorization);

describe('a request to an api that requires keys', () => {
  it('is refused without one, with the scheme to use', async () => {
    const answer = await post().expect(401);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="sendstream"');
    expect(answer.body).toMatchObject({ status: 401, title: 'Unauthorized' });
  });

  it.each([
    ['a key that is none', bearer('ssk_nothing'), 'Bearer realm="sendstream", error="invalid_token"'],
    ['a key without end', bearer('x'.repeat(5_000)), 'Bearer realm="sendstream", error="invalid_token"'],
    ['another scheme', `Basic ${btoa('user:password')}`, 'Bearer realm="sendstream"'],
    ['no key after the scheme', 'Bearer', 'Bearer realm="sendstream"'],
    ['two keys', 'Bearer a b', 'Bearer realm="sendstream"'],
    ['an empty header', '', 'Bearer realm="sendstream"'],
  ])('is refused with %s', async (_, authorization, challenge) => {
    const answer = await post(authorization).expect(401);
    expect(answer.headers['www-authenticate']).toBe(challenge);
    expect(JSON.stringify(answer.body)).not.toContain('nothing');
  });

  it('is taken with a key that has the scope, however the scheme is spelled', async () => {
    const { secret } = await newKey(system, ['send']);
    await post(bearer(secret)).expect(201);
    await post(`bearer  ${secret}`).expect(201);
  });

  it('is refused with a key that lacks the scope, which the answer names', async () => {
    const { secret } = await newKey(system, ['read', 'manage']);
    await read(bearer(secret)).expect(404);
    const answer = await post(bearer(secret)).expect(403);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="sendstream", error="insufficient_scope", scope="send"',
    );
    expect(answer.body).toMatchObject({
      status: 403,
      detail: 'The API key lacks the scope send.',
      missing_scope: 'send',
    });
  });

  it('may do everything with admin', async () => {
    const { secret } = await newKey(system, ['admin']);
    await post(bearer(secret)).expect(201);
    await read(bearer(secret)).expect(404);
  });

  it.each(['/health', '/live', '/ready', '/metrics', '/docs', '/openapi.json'])(
    'needs no key at %s',
    (path) => request(system.url).get(path).expect(200),
  );

  it('of a provider is judged by its signature alone', async () => {
    const answer = await request(system.url).post('/api/v1/webhooks/twilio').type('form').send({ A: 'b' });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/signature/) as string });
  });

  it('is still answered 404 where there is nothing', () =>
    request(system.url).get('/api/v1/nothing').expect(404));
});

describe('a key without read', () => {
  const as = (secret: string) => ({
    post: (path: string, body: object = {}) =>
      request(system.url).post(path).set('Authorization', bearer(secret)).send(body),
    patch: (path: string, body: object) =>
      request(system.url).patch(path).set('Authorization', bearer(secret)).send(body),
  });
  type Known = Record<string, unknown> & { id: string };
  const pair = { participant_from: '+15551230101', participant_to: '+15551230102', channel_type: 'sms' };

  it('is answered what it makes itself, and of what there is id and status alone', async () => {
    const [all, send, manage] = await Promise.all([
      newKey(system, ['send', 'read', 'manage']),
      newKey(system, ['send']),
      newKey(system, ['manage']),
    ]);
    const owner = as(all.secret);
    const [sender, manager] = [as(send.secret), as(manage.secret)];
    const others = async (more: object = {}): Promise<Known> =>
      (await owner.post('/api/v1/messages/send', { ...SMS, ...more }).expect(201)).body as Known;

    const later = { send_at: new Date(Date.now() + 3e6) };
    const waiting = await others(later);
    expect((await sender.post(`/api/v1/messages/${waiting.id}/cancel`).expect(200)).body).toEqual({
      id: waiting.id,
      status: 'canceled',
    });
    const failed = await others(later);
    const status = `/api/v1/messages/${failed.id}/status`;
    for (const times of [1, 2]) {
      const { body } = await manager.patch(status, { status: 'failed' }).expect(200);
      expect([times, body]).toEqual([times, { id: failed.id, status: 'failed' }]);
    }
    expect((await sender.post(`/api/v1/messages/${failed.id}/retry`).expect(200)).body).toEqual({
      id: failed.id,
      status: 'pending',
    });

    const secret = { ...pair, title: 'Diagnosis', metadata: { customer: 7 } };
    const { body: opened } = await owner.post('/api/v1/conversations', secret).expect(201);
    const { id } = opened as Known;
    const known = { id, status: 'active' };
    expect((await sender.post('/api/v1/conversations', pair).expect(200)).body).toEqual(known);
    expect((await owner.post('/api/v1/conversations', pair).expect(200)).body).toMatchObject(secret);
    for (const [path, becomes] of [
      ['read', 'active'],
      ['archive', 'archived'],
    ]) {
      const { body } = await manager.post(`/api/v1/conversations/${id}/${path}`).expect(200);
      expect(body).toEqual({ id, status: becomes });
    }
    const { body: changed } = await manager.patch(`/api/v1/conversations/${id}`, { status: 'active' });
    expect(changed).toEqual(known);

    const unwanted = { channel: 'sms', address: '+15551230103', reason: 'manual' };
    const { body: added } = await owner
      .post('/api/v1/suppressions', { ...unwanted, note: 'ill' })
      .expect(201);
    expect((await manager.post('/api/v1/suppressions', unwanted).expect(200)).body).toEqual({
      id: (added as Known).id,
    });

    const own = await sender.post('/api/v1/messages/send', SMS).expect(201);
    expect(own.body).toMatchObject({ body: SMS.body, to: SMS.to });
    const thread = await sender.post('/api/v1/conversations', { ...pair, type: 'thread', title: 'Mine' });
    expect(thread.body).toMatchObject({ title: 'Mine' });
  });
});

describe('a request to an api that requires no keys', () => {
  it('passes without one, and is refused with a wrong one', async () => {
    await post(undefined, open).expect(201);
    await post(bearer('ssk_nothing'), open).expect(401);
    const { secret } = await newKey(system, ['read']);
    await post(bearer(secret), open).expect(403);
  });
});

describe('a key', () => {
  it('is stored as a hash alone', async () => {
    const { id, secret } = await newKey(system, ['send']);
    const { rows } = await system.database.pool.query(
      'SELECT k::text AS text FROM api_keys k WHERE id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(8));
  });

  it('has a name of its own while it lives', async () => {
    const keys = system.api.get(ApiKeys, { strict: false });
    const named = (byte: number) => {
      const keyHash = Buffer.alloc(32, byte);
      return keys.add({ id: newId(), name: 'one', keyHash, hint: 'a', scopes: ['read'], rateLimit: null });
    };
    expect(await named(1)).toMatchObject({ name: 'one' });
    expect(await named(2)).toBeNull();
    expect(await keys.revoke('one')).toMatchObject({ name: 'one' });
    expect(await keys.revoke('one')).toBeNull();
    expect(await named(3)).toMatchObject({ name: 'one' });
  });

  it('that is revoked is refused on every instance within two seconds', async () => {
    const { id, secret } = await newKey(system, ['read']);
    for (const url of [system.url, open]) await read(bearer(secret), url).expect(404);
    await system.api.get(ApiKeys, { strict: false }).revoke(id);
    const revokedAt = performance.now();
    for (const url of [system.url, open]) {
      await eventually(async () => {
        expect((await read(bearer(secret), url)).status).toBe(401);
      }, REVOKED_WITHIN_MS);
    }
    expect(performance.now() - revokedAt).toBeLessThan(REVOKED_WITHIN_MS);
  });

  it('has its last use recorded, behind the requests', async () => {
    const { id, secret } = await newKey(system, ['read']);
    await read(bearer(secret)).expect(404);
    await eventually(async () => {
      const { rows } = await system.database.pool.query<{ at: Date | null }>(
        'SELECT last_used_at AS at FROM api_keys WHERE id = $1',
        [id],
      );
      expect(Date.now() - (rows[0]?.at?.getTime() ?? 0)).toBeLessThan(20_000);
    });
  });

  it('goes on for its second of life when PostgreSQL is away, and then is answered 503', async () => {
    const known = await newKey(system, ['send']);
    const away = await system.startApi({ DATABASE_POOL_SIZE: '1' });
    // Refused for its fields without a look at the database, once the key is known.
    const ask = async () =>
      await request(away).post('/api/v1/messages/send').set('Authorization', bearer(known.secret)).send({});
    try {
      await eventually(async () => {
        system.databaseProxy.restore();
        expect((await ask()).status).toBe(422);
        system.databaseProxy.cut();
        expect((await ask()).status).toBe(422);
      });
      await eventually(async () => {
        const answer = await ask();
        expect(answer.status).toBe(503);
        expect(answer.headers['retry-after']).toBe('2');
      });
    } finally {
      system.databaseProxy.restore();
    }
    await eventually(async () => {
      expect((await ask()).status).toBe(422);
    });
  });
});

describe('sendstream api-key', () => {
  const run = promisify(execFile);
  const tool = (...args: string[]) =>
    run(process.execPath, ['dist/tools/src/sendstream.js', 'api-key', ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL: system.database.url },
    });

  it('makes a key, alone on the last line, shows it in the list and revokes it', async () => {
    const created = await tool('create', '--name', 'shop', '--scopes', 'send,read', '--rate-limit', '7');
    const secret = created.stdout.trimEnd().split('\n').at(-1) as string;
    expect(secret).toMatch(/^ssk_[\w-]{43}$/);
    await post(bearer(secret)).expect(201);
    const { stdout } = await tool('list');
    expect(stdout).toMatch(/ shop .* send,read +7 /);
    expect(stdout).not.toContain(secret);
    expect((await tool('revoke', 'shop')).stdout).toMatch(/^Key shop \([0-9a-f-]{36}\) is revoked\.\n$/);
    await eventually(async () => {
      expect((await post(bearer(secret))).status).toBe(401);
    });
  });

  it('says how it is used when it is used wrongly', async () => {
    const failed = await tool('create').catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/--name[^]*--help/) as string,
    });
  });
});
