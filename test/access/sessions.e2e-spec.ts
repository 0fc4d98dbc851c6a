import { ApiKeys } from '#entities';
import request from 'supertest';
import { newKey } from '../support/api-key.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const UNKNOWN = '/api/v1/messages/0190b1de-0000-7000-8000-000000000000';
const ENDS_WITHIN_MS = 2_000;

interface Session {
  required: boolean;
  signed_in: boolean;
  key: { id: string; name: string; scopes: string[]; mask: boolean } | null;
  scopes: string[];
  mask: boolean;
  csrf_token: string | null;
  expires_at: string | null;
}

let system: RunningSystem;
let open: string;
beforeAll(async () => {
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true' });
  open = await system.startApi({ API_KEYS_REQUIRED: 'false' });
});
afterAll(() => system.stop());

async function signIn(secret: string, url = system.url) {
  const answer = await request(url).post('/api/v1/session').send({ api_key: secret }).expect(201);
  const [set = ''] = answer.get('Set-Cookie') ?? [];
  return { set, cookie: set.split(';')[0] as string, session: answer.body as Session };
}

const session = async (cookie: string, url = system.url) =>
  (await request(url).get('/api/v1/session').set('Cookie', cookie).expect(200)).body as Session;
const read = (cookie: string, url = system.url) => request(url).get(UNKNOWN).set('Cookie', cookie);
const send = (cookie: string, token?: string) => {
  const call = request(system.url).post('/api/v1/messages/send').set('Cookie', cookie);
  return (token === undefined ? call : call.set('X-CSRF-Token', token)).send(SMS);
};

describe('a session', () => {
  it('is begun with an API key, and stands for it', async () => {
    const { id, secret } = await newKey(system, ['read', 'send']);
    const { set, cookie, session: begun } = await signIn(secret);
    expect(set).toMatch(/^sendstream_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(begun).toMatchObject({ required: true, signed_in: true, mask: false, scopes: ['read', 'send'] });
    expect(begun.key).toMatchObject({ id, mask: false });
    expect(await session(cookie)).toEqual(begun);
    await read(cookie).expect(404);
    await send(cookie, begun.csrf_token ?? '').expect(201);
  });

  it('may do what its key may, and no more', async () => {
    const { secret } = await newKey(system, ['read']);
    const { cookie, session: begun } = await signIn(secret);
    const answer = await send(cookie, begun.csrf_token ?? '').expect(403);
    expect(answer.body).toMatchObject({ missing_scope: 'send' });
  });

  it('changes nothing without its token, which another session does not have', async () => {
    const { secret } = await newKey(system, ['send']);
    const [one, other] = [await signIn(secret), await signIn(secret)];
    for (const token of [undefined, '', 'wrong', other.session.csrf_token ?? '']) {
      const answer = await send(one.cookie, token).expect(403);
      expect(answer.body).toMatchObject({ errors: [{ field: 'x-csrf-token' }] });
    }
    await request(system.url).delete('/api/v1/session').set('Cookie', one.cookie).expect(403);
    await send(one.cookie, one.session.csrf_token ?? '').expect(201);
  });

  it('is Secure in production', async () => {
    const { secret } = await newKey(system, ['read']);
    const { sessionCookie } = await import('../../apps/api/src/access/session-cookie.js');
    expect(sessionCookie(secret, 1_000, true)).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
  });

  it('is kept as a hash, and forgotten when it has expired', async () => {
    const { id, secret } = await newKey(system, ['read']);
    const { cookie } = await signIn(secret);
    const { pool } = system.database;
    const { rows } = await pool.query('SELECT s::text AS text FROM sessions s WHERE api_key_id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
    await pool.query("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE api_key_id = $1", [
      id,
    ]);
    await eventually(async () => {
      expect((await read(cookie)).status).toBe(401);
    }, ENDS_WITHIN_MS);
    await signIn(secret);
    const left = await pool.query('SELECT 1 FROM sessions WHERE api_key_id = $1', [id]);
    expect(left.rowCount).toBe(1);
  });

  it('ends when it is signed out, on this instance at once', async () => {
    const { secret } = await newKey(system, ['read']);
    const { cookie, session: begun } = await signIn(secret);
    await read(cookie).expect(404);
    const answer = await request(system.url)
      .delete('/api/v1/session')
      .set('Cookie', cookie)
      .set('X-CSRF-Token', begun.csrf_token ?? '')
      .expect(204);
    expect(answer.get('Set-Cookie')).toEqual([expect.stringMatching(/^sendstream_session=; Max-Age=0; /)]);
    expect((await read(cookie).expect(401)).body).toMatchObject({
      detail: 'This session has ended: sign in again.',
    });
    expect(await session(cookie)).toMatchObject({
      signed_in: false,
      key: null,
      scopes: [],
      csrf_token: null,
    });
  });

  it('ends with its key, on every instance within two seconds', async () => {
    const { id, secret } = await newKey(system, ['read']);
    const { cookie } = await signIn(secret);
    for (const url of [system.url, open]) await read(cookie, url).expect(404);
    await system.api.get(ApiKeys, { strict: false }).revoke(id);
    await eventually(async () => {
      expect((await read(cookie)).status).toBe(401);
    }, ENDS_WITHIN_MS);
    await eventually(async () => {
      expect(await session(cookie, open)).toMatchObject({ signed_in: false });
    }, ENDS_WITHIN_MS);
  });

  it('counts as use of the key', async () => {
    const { id, secret } = await newKey(system, ['read']);
    const { cookie } = await signIn(secret);
    await read(cookie).expect(404);
    await eventually(async () => {
      const { rows } = await system.database.pool.query<{ at: Date | null }>(
        'SELECT last_used_at AS at FROM api_keys WHERE id = $1',
        [id],
      );
      expect(rows[0]?.at).toBeInstanceOf(Date);
    });
  });

  it('yields to a key that the request shows itself', async () => {
    const { secret } = await newKey(system, ['read']);
    const other = await newKey(system, ['send']);
    const { cookie } = await signIn(secret);
    await read(cookie).set('Authorization', `Bearer ${other.secret}`).expect(403);
  });
});

describe('signing in', () => {
  it.each([
    ['a key that is none', { api_key: 'ssk_nothing' }, 401],
    ['a key without end', { api_key: 'x'.repeat(300) }, 422],
    ['no key', {}, 422],
    ['something else', { api_key: 7 }, 422],
    ['more than is asked for', { api_key: 'ssk_nothing', scopes: ['admin'] }, 422],
  ])('is refused with %s', async (_, body, status) => {
    const answer = await request(system.url).post('/api/v1/session').send(body);
    expect(answer.status).toBe(status);
    expect(answer.get('Set-Cookie')).toBeUndefined();
    expect(JSON.stringify(answer.body)).not.toContain('ssk_nothing');
  });

  it('is refused as a form, which any site may send', async () => {
    const { secret } = await newKey(system, ['read']);
    await request(system.url).post('/api/v1/session').type('form').send({ api_key: secret }).expect(415);
  });

  it('with wrong keys or cookies again and again is slowed down, and a right one still gets through', async () => {
    const api = await system.startApi();
    const { secret } = await newKey(system, ['read']);
    const { cookie } = await signIn(secret, api);
    const invented = () => `sendstream_session=${'A'.repeat(42)}${'BCDEFGHI'.charAt(Math.random() * 8)}`;
    let status = 0;
    for (let tries = 0; tries < 60 && status !== 429; tries += 1) {
      const call =
        tries % 2 === 0
          ? request(api).post('/api/v1/session').send({ api_key: 'ssk_nothing' })
          : read(invented(), api);
      ({ status } = await call);
    }
    expect(status).toBe(429);
    expect((await read(invented(), api)).status).toBe(429);
    await read(cookie, api).expect(404);
    await signIn(secret, api);
  });
});

describe('where no key is required', () => {
  it('nobody need be signed in, and everything may be done', async () => {
    const answer = await request(open).get('/api/v1/session').expect(200);
    expect(answer.body).toMatchObject({
      required: false,
      signed_in: false,
      key: null,
      scopes: ['send', 'read', 'manage', 'admin'],
      csrf_token: null,
    });
  });

  it('who is signed in may do what the key may, and the cookie of an ended session is nothing', async () => {
    const { secret } = await newKey(system, ['send']);
    const { cookie } = await signIn(secret, open);
    await read(cookie, open).expect(403);
    await read(`sendstream_session=${'A'.repeat(43)}`, open).expect(404);
  });
});
