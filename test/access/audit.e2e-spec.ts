import { hostname } from 'node:os';
import { newId } from '#config';
import { AuditRetention } from '#messaging';
import request from 'supertest';
import { documentOf, operationsOf } from '../contract/documented.js';
import { newKey, type TestKey } from '../support/api-key.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { sendstream } from '../support/sendstream-command.js';

interface Event {
  id: string;
  created_at: string;
  actor: { kind: string; id: string | null; name: string | null };
  address: string | null;
  action: string;
  object: { kind: string; id: string | null };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  request_id: string | null;
}

/** What leaves no audit event, and why. */
const NOT_AUDITED: Record<string, string> = {
  sendMessage: 'a message says itself with which key it was sent',
  sendBatch: 'as sendMessage',
  sendLegacySms: 'as sendMessage',
  sendLegacyEmail: 'as sendMessage',
  previewMessage: 'changes nothing',
  searchConversations: 'changes nothing',
  readConversation: 'somebody looked; it happens whenever somebody does',
  takeTwilioWebhook: 'what providers tell is kept as it came, in provider events and timelines',
  takeSendgridWebhook: 'as takeTwilioWebhook',
  takeProviderWebhook: 'as takeTwilioWebhook',
  takeAccountWebhook: 'as takeTwilioWebhook',
  takeInboundMail: 'as takeTwilioWebhook',
  takeInboundMailBySecret: 'as takeTwilioWebhook',
  takeLegacySms: 'as takeTwilioWebhook',
  takeLegacyEmail: 'as takeTwilioWebhook',
  unsubscribe: 'the recipient of a mail did it; the suppression says so',
};

let system: RunningSystem;
let admin: TestKey;
beforeAll(async () => {
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true' });
  admin = await newKey(system, ['admin']);
});
afterAll(() => system?.stop());

function call(
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  body?: object,
  secret = admin.secret,
) {
  const asked = request(system.url)[method](path).set('Authorization', `Bearer ${secret}`);
  return body === undefined ? asked : asked.send(body);
}

async function events(query: Record<string, string | number> = {}): Promise<Event[]> {
  const answer = await call('get', '/api/v1/audit-events').query(query).expect(200);
  return (answer.body as { audit_events: Event[] }).audit_events;
}

const idOf = ({ body }: { body: unknown }) => (body as { id: string }).id;

describe('every operation that changes something', () => {
  it('leaves an audit event, or is on a short list with a reason', async () => {
    const changing = operationsOf(await documentOf(system.url)).filter(({ method }) => method !== 'get');
    const audited = (each: object) => 'x-audited' in each;
    const silent = changing.filter((each) => !audited(each)).map(({ operationId }) => operationId);
    expect(silent.sort()).toEqual(Object.keys(NOT_AUDITED).sort());
    expect(changing.filter(audited).length).toBeGreaterThan(15);
  });

  it('says who did it, from where, with which request, and what changed', async () => {
    const made = await call('post', '/api/v1/webhook-endpoints', {
      url: 'http://localhost:1/hook',
      events: ['message.failed'],
    }).expect(201);
    const id = idOf(made);
    const changed = await call('patch', `/api/v1/webhook-endpoints/${id}`, { status: 'paused' })
      .set('X-Request-Id', 'ticket-42')
      .expect(200);
    expect(changed.headers['x-request-id']).toBe('ticket-42');
    await call('post', `/api/v1/webhook-endpoints/${id}/rotate-secret`).expect(200);
    await call('delete', `/api/v1/webhook-endpoints/${id}`).expect(204);
    const [removed, rotated, paused, created] = await events({ object_id: id });
    expect(created).toMatchObject({
      actor: { kind: 'api_key', id: admin.id, name: `key ${admin.id.slice(-12)}` },
      address: '127.0.0.1',
      action: 'webhook_endpoint.create',
      object: { kind: 'webhook_endpoint', id },
      before: null,
      after: { url: 'http://localhost:1/hook', status: 'active' },
      request_id: made.headers['x-request-id'],
    });
    expect(paused).toMatchObject({
      action: 'webhook_endpoint.change',
      before: { status: 'active', paused_reason: null },
      after: { status: 'paused', paused_reason: 'by hand' },
      request_id: 'ticket-42',
    });
    expect(rotated?.action).toBe('webhook_endpoint.rotate_secret');
    expect(removed).toMatchObject({
      action: 'webhook_endpoint.delete',
      before: { status: 'paused' },
      after: null,
    });
    const { secret } = made.body as { secret: string };
    expect(JSON.stringify([removed, rotated, paused, created])).not.toMatch(/whsec|"secret"/);
    expect(secret).toMatch(/^whsec/);
  });

  it('does not, where it failed or changed nothing', async () => {
    const suppression = { channel: 'sms', address: '+15551230777', reason: 'manual' };
    const id = idOf(await call('post', '/api/v1/suppressions', suppression).expect(201));
    await call('post', '/api/v1/suppressions', suppression).expect(200);
    const message = idOf(await call('post', '/api/v1/messages/send', SMS).expect(201));
    await call('post', `/api/v1/messages/${message}/retry`).expect(400);
    await call('patch', `/api/v1/messages/${message}/status`, { status: 'pending' }).expect(200);
    await call('patch', `/api/v1/messages/${message}/status`, { status: 'nonsense' }).expect(422);
    await call('delete', `/api/v1/suppressions/${newId()}`).expect(404);
    await call('delete', '/api/v1/suppressions/nonsense').expect(422);
    expect((await events({ object_id: id })).map(({ action }) => action)).toEqual(['suppression.create']);
    expect(await events({ object_id: message })).toEqual([]);
  });

  it('keeps no number, address or text', async () => {
    const channel = { channel_type: 'sms', participant_from: '+15551230701', participant_to: '+15551230702' };
    const conversation = idOf(
      await call('post', '/api/v1/conversations', {
        ...channel,
        title: 'Wombats',
        metadata: { pet: 'numbat' },
      }),
    );
    await call('patch', `/api/v1/conversations/${conversation}`, { title: 'Echidnas' }).expect(200);
    await call('delete', `/api/v1/conversations/${conversation}`).expect(204);
    await call('delete', `/api/v1/conversations/${conversation}?hard_delete=true`).expect(204);
    const suppression = { channel: 'sms', address: '+15551230703', reason: 'manual', note: 'Quokka' };
    await call(
      'delete',
      `/api/v1/suppressions/${idOf(await call('post', '/api/v1/suppressions', suppression))}`,
    );
    const pace = `/api/v1/admin/paces/sender/${encodeURIComponent('+15551230704')}`;
    await call('put', pace, { per_second: 3 }).set('X-Request-Id', 'ticket-15551230705').expect(200);
    await call('delete', pace).set('X-Request-Id', 'ticket:+15551230705').expect(204);
    expect(await events({ object_id: '+15551230704' })).toMatchObject([
      { action: 'pace.remove', object: { id: '+1555•••0704' }, request_id: 'ticket:+1555•••0705' },
      { action: 'pace.set', object: { id: '+1555•••0704' }, request_id: 'ticket-15551•••705' },
    ]);
    const [erased, closed, renamed, created] = await events({ object_id: conversation });
    expect(created).toMatchObject({
      action: 'conversation.create',
      after: { status: 'active', title: '•••' },
    });
    expect(renamed).toMatchObject({ before: { title: '•••' }, after: { title: '•••' } });
    expect(closed).toMatchObject({ before: { status: 'active' }, after: { status: 'closed' } });
    expect(erased).toMatchObject({
      action: 'conversation.delete',
      before: { status: 'closed' },
      after: null,
    });
    const [removed] = await events({ action: 'suppression.delete' });
    expect(removed).toMatchObject({ before: { address: '+1555•••0703', note: '•••', reason: 'manual' } });
    const { rows } = await system.database.pool.query('SELECT e::text AS line FROM audit_events e');
    expect(JSON.stringify(rows)).not.toMatch(/555123070|wombat|numbat|echidna|quokka/i);
  });

  it('names a session by its key, also one that begins and ends', async () => {
    const { id, secret } = await newKey(system, ['send', 'manage']);
    const begun = await request(system.url).post('/api/v1/session').send({ api_key: secret }).expect(201);
    const cookie = (begun.get('Set-Cookie')?.[0] ?? '').split(';')[0] as string;
    const token = (begun.body as { csrf_token: string }).csrf_token;
    const inSession = (asked: request.Test) => asked.set('Cookie', cookie).set('X-CSRF-Token', token);
    const later = { ...SMS, send_at: new Date(Date.now() + 3_600_000).toISOString() };
    const message = idOf(await call('post', '/api/v1/messages/send', later).expect(201));
    // Without `read` it is answered id and status alone; of these the audit tells.
    await inSession(request(system.url).post(`/api/v1/messages/${message}/cancel`)).expect(200);
    await inSession(request(system.url).delete('/api/v1/session')).expect(204);
    const found = await events({ actor: id });
    expect(found.map(({ action, actor }) => [action, actor.kind, actor.id])).toEqual([
      ['session.end', 'session', id],
      ['message.cancel', 'session', id],
      ['session.create', 'session', id],
    ]);
    expect(found[1]).toMatchObject({
      object: { kind: 'message', id: message },
      before: { status: 'scheduled' },
      after: { status: 'canceled' },
    });
    expect(found[0]?.object.id).toBe(found[2]?.object.id);
  });

  it('is told of where nobody need say who he is', async () => {
    const open = await system.startApi({ API_KEYS_REQUIRED: 'false' });
    const answer = await request(open).post('/api/v1/conversations').send({
      participant_from: '+15551230711',
      participant_to: '+15551230712',
    });
    const [event] = await events({ object_id: idOf(answer) });
    expect(event?.actor).toEqual({ kind: 'anonymous', id: null, name: null });
  });

  it('is recorded later, in full, if that is not possible at once', async () => {
    const { pool } = system.database;
    // What was changed by then is changed: the request is answered so.
    await pool.query('ALTER TABLE audit_events RENAME TO audit_events_away');
    const suppression = { channel: 'sms', address: '+15551230721', reason: 'manual' };
    const ids: string[] = [];
    try {
      for (const reason of ['manual', 'bounce'])
        ids.push(idOf(await call('post', '/api/v1/suppressions', { ...suppression, reason }).expect(201)));
    } finally {
      await pool.query('ALTER TABLE audit_events_away RENAME TO audit_events');
    }
    await eventually(async () => {
      for (const id of ids) expect(await events({ object_id: id })).toHaveLength(1);
    });
  });

  it('of a key is undone where it cannot be recorded', async () => {
    const { pool } = system.database;
    const { id } = await newKey(system, ['read']);
    await pool.query('ALTER TABLE audit_events RENAME TO audit_events_away');
    try {
      await call('delete', `/api/v1/api-keys/${id}`).expect(500);
    } finally {
      await pool.query('ALTER TABLE audit_events_away RENAME TO audit_events');
    }
    const { rows } = await pool.query('SELECT revoked_at FROM api_keys WHERE id = $1', [id]);
    expect(rows).toEqual([{ revoked_at: null }]);
  });
});

describe('the API keys', () => {
  it('are made, listed, changed and revoked by API', async () => {
    const wanted = {
      ...{ name: 'support', scopes: ['read'], mask: true, rate_limit: 5 },
      default_priority: 'code',
    };
    const made = await call('post', '/api/v1/api-keys', wanted).expect(201);
    const { id, secret } = made.body as { id: string; secret: string };
    expect(made.body).toMatchObject({ ...wanted, revoked_at: null, last_used_at: null });
    expect(secret).toMatch(/^ssk_[\w-]{43}$/);
    await call('get', '/api/v1/messages?cursor=', undefined, secret).expect(200);
    expect((await call('post', '/api/v1/api-keys', wanted).expect(409)).body).toMatchObject({
      detail: expect.stringMatching(/support exists already/) as string,
    });
    const changed = await call('patch', `/api/v1/api-keys/${id}`, {
      ...{ name: 'helpdesk', rate_limit: null, default_priority: 'bulk' },
    });
    expect(changed.body).toMatchObject({
      id,
      name: 'helpdesk',
      rate_limit: null,
      mask: true,
      default_priority: 'bulk',
    });
    await call('patch', `/api/v1/api-keys/${id}`, { name: `key ${admin.id.slice(-12)}` }).expect(409);
    await call('patch', `/api/v1/api-keys/${id}`, { name: 'helpdesk' }).expect(200);
    const first = await call('get', '/api/v1/api-keys?limit=1').expect(200);
    expect(first.body).toMatchObject({ api_keys: [{ id, name: 'helpdesk' }], next_cursor: id });
    expect(first.text).not.toContain(secret.slice(8));
    const next = await call('get', `/api/v1/api-keys?limit=1&cursor=${id}`).expect(200);
    expect((next.body as { api_keys: { id: string }[] }).api_keys[0]?.id).not.toBe(id);
    for (let times = 0; times < 2; times += 1) await call('delete', `/api/v1/api-keys/${id}`).expect(204);
    await call('patch', `/api/v1/api-keys/${id}`, { mask: false }).expect(404);
    await call('delete', `/api/v1/api-keys/${newId()}`).expect(404);
    await eventually(async () => {
      expect((await call('get', '/api/v1/messages?cursor=', undefined, secret)).status).toBe(401);
    }, 2_000);
    expect(
      (await events({ object_id: id })).map(({ action, before, after }) => [action, before, after]),
    ).toEqual([
      ['api_key.revoke', { ...wanted, name: 'helpdesk', rate_limit: null, default_priority: 'bulk' }, null],
      [
        'api_key.change',
        { name: 'support', rate_limit: 5, default_priority: 'code' },
        { name: 'helpdesk', rate_limit: null, default_priority: 'bulk' },
      ],
      ['api_key.create', null, { ...wanted }],
    ]);
  });

  it.each<[string, object]>([
    ['no name', { scopes: ['read'] }],
    ['a UUID as its name', { name: newId(), scopes: ['read'] }],
    ['no scope', { name: 'x', scopes: [] }],
    ['an unknown scope', { name: 'x', scopes: ['all'] }],
    ['a scope twice', { name: 'x', scopes: ['read', 'read'] }],
    ['an unknown priority', { name: 'x', scopes: ['read'], default_priority: 'fast' }],
    ['a limit below zero', { name: 'x', scopes: ['read'], rate_limit: -1 }],
    ['an own secret', { name: 'x', scopes: ['read'], secret: 'ssk_mine' }],
  ])('are not made with %s', (_, body) => call('post', '/api/v1/api-keys', body).expect(422));

  it('are for admins alone, and so is the audit', async () => {
    const { secret } = await newKey(system, ['send', 'read', 'manage']);
    for (const path of ['/api/v1/api-keys', '/api/v1/audit-events'])
      await call('get', path, undefined, secret).expect(403);
  });
});

describe('a command', () => {
  it('is recorded with who ran it, and where', async () => {
    const env = { DATABASE_URL: system.database.url, REDIS_URL: system.redis.url };
    const created = await sendstream(
      ['api-key', 'create', '--name', 'by hand', '--scopes', 'read', '--mask'],
      env,
    );
    expect(created.stdout).toMatch(/may: read, and sees numbers and texts masked\. .*\nssk_/);
    await sendstream(['api-key', 'revoke', 'by hand'], env);
    await sendstream(['queues', 'pause', 'sms'], env);
    await sendstream(['queues', 'resume', 'sms'], env);
    await sendstream(['provider-events', 'replay', '--since', '2026-01-31', '--provider', 'twilio'], env);
    const found = (await events({ limit: 5 })).map(({ action, actor, address }) => ({
      action,
      kind: actor.kind,
      address,
    }));
    expect(found).toEqual(
      ['provider_events.replay', 'queue.resume', 'queue.pause', 'api_key.revoke', 'api_key.create'].map(
        (action) => ({ action, kind: 'command', address: hostname() }),
      ),
    );
  });
});

describe('the audit', () => {
  it('is listed newest first, page by page, and by time', async () => {
    const all = await events({ limit: 100 });
    const pages: Event[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const answer = await call('get', '/api/v1/audit-events').query({ limit: 3, ...(cursor && { cursor }) });
      const body = answer.body as { audit_events: Event[]; next_cursor: string | null };
      pages.push(...body.audit_events);
      cursor = body.next_cursor;
    }
    expect(pages.slice(0, all.length)).toEqual(all);
    const times = all.map(({ created_at }) => created_at);
    expect(times).toEqual([...times].sort().reverse());
    const middle = times[5] as string;
    const [after, before] = [
      await events({ created_after: middle, limit: 100 }),
      await events({ created_before: middle, limit: 100 }),
    ];
    expect(after.every(({ created_at }) => created_at >= middle)).toBe(true);
    expect(before.every(({ created_at }) => created_at < middle)).toBe(true);
    expect(after.length + before.length).toBe(Math.min(all.length, 100));
    expect(await events({ actor: 'nobody' })).toEqual([]);
  });

  it('is changed by nobody, and deleted by the retention alone, when it is old', async () => {
    const { pool } = system.database;
    const refused = /only added to/;
    await expect(pool.query("UPDATE audit_events SET action = 'nothing.happened'")).rejects.toThrow(refused);
    await expect(pool.query('DELETE FROM audit_events')).rejects.toThrow(refused);
    await expect(pool.query('TRUNCATE audit_events')).rejects.toThrow(refused);
    const add = (days: number) =>
      pool.query(
        `INSERT INTO audit_events (id, created_at, actor_kind, action, object_kind)
         SELECT gen_random_uuid(), now() - make_interval(days => $1, mins => n), 'anonymous', 'old.event', 'old'
           FROM generate_series(1, 1500) AS n`,
        [days],
      );
    await add(28);
    await add(30);
    const processor = await system.startProcessor({ AUDIT_RETENTION_DAYS: '30' });
    const old = async () =>
      Number(
        (await pool.query<{ n: string }>("SELECT count(*) AS n FROM audit_events WHERE action = 'old.event'"))
          .rows[0]?.n,
      );
    await eventually(async () => expect(await old()).toBe(1_500));
    expect(await processor.get(AuditRetention, { strict: false }).forgetAll()).toBe(0);
    await expect(pool.query('DELETE FROM audit_events')).rejects.toThrow(refused);
  });
});
