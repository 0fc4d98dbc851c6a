import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { SANDBOX_CREDENTIALS } from '#config';
import { get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RefusingProxy, type Refusal } from '../support/refusing-proxy.js';
import { routesFile } from '../support/routes-file.js';
import { RunningSystem } from '../support/running-system.js';

const says = (status: number, code: number): Refusal => ({
  status,
  body: { code, message: `no: ${code}`, status },
});

interface TimelineEvent {
  type: string;
  reason: string | null;
  detail: Record<string, unknown>;
}

let first: RefusingProxy;
let second: RefusingProxy;
let system: RunningSystem;
let processor: NestExpressApplication;

beforeAll(async () => {
  [first, second] = await Promise.all([RefusingProxy.start(), RefusingProxy.start()]);
  const file = routesFile(`
accounts:
  twilio.second:
    account_sid: ${SANDBOX_CREDENTIALS.twilioAccountSid}
    auth_token: ${SANDBOX_CREDENTIALS.twilioAuthToken}
    base_url: ${second.url}
routes:
  - match: { channel: sms, tag: first alone }
    accounts: twilio
  - match: { channel: [sms, mms] }
    accounts: { twilio: 1, twilio.second: 0 }
`);
  system = await RunningSystem.start({ TWILIO_BASE_URL: first.url, ROUTES_FILE: file, MAX_RETRIES: '1' });
  first.target = second.target = system.sandbox.url;
  processor = await system.startProcessor();
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([first?.stop(), second?.stop()]);
});
afterEach(() => {
  first.refusal = second.refusal = null;
});

async function events(id: string): Promise<TimelineEvent[]> {
  const { body } = await request(system.url).get(`/api/v1/messages/${id}/events`).expect(200);
  return (body as { events: TimelineEvent[] }).events;
}

const metrics = async () =>
  (
    await request(await processor.getUrl())
      .get('/metrics')
      .expect(200)
  ).text;

describe('two accounts of one route', () => {
  it('take their messages by weight, each with its own callbacks', async () => {
    const { id } = await send(system.url);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({ provider: 'twilio' });
    expect(await events(id)).not.toContainEqual(expect.objectContaining({ type: 'rerouted' }));
  });

  it.each([
    ['an error of its own', says(503, 20503), 'refused_message'],
    ['a sender that is not its own', says(400, 21660), 'refused_message'],
    ['no way to the recipient', says(400, 21612), 'refused_message'],
  ])('fail over after %s, and say so', async (_, refusal, reason) => {
    first.refusal = refusal;
    const { id } = await send(system.url);
    const message = await reaches(system.url, id, 'delivered', 10_000);
    expect(message).toMatchObject({ provider: 'twilio.second', retry_count: 0, error: null });
    expect(await events(id)).toContainEqual(
      expect.objectContaining({
        type: 'rerouted',
        reason: 'twilio refused it',
        detail: { from: 'twilio', to: 'twilio.second', reason },
      }),
    );
    expect(await metrics()).toMatch(
      /sendstream_failovers_total\{from="twilio",to="twilio.second",reason="refused_message"\} [1-9]/,
    );
  });

  it('do not fail over after a refusal of the message itself', async () => {
    first.refusal = says(400, 21211);
    second.requests = [];
    const { id } = await send(system.url);
    expect(await reaches(system.url, id, 'failed')).toMatchObject({
      provider: 'twilio',
      error: { code: '21211' },
    });
    expect(second.requests).toEqual([]);
  });

  it('are each asked once where both refuse it for good, and once more after a retry by hand', async () => {
    first.refusal = second.refusal = says(400, 21660);
    [first.requests, second.requests] = [[], []];
    const { id } = await send(system.url);
    await reaches(system.url, id, 'failed');
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    first.refusal = second.refusal = null;
    await request(system.url).post(`/api/v1/messages/${id}/retry`).expect(200);
    await reaches(system.url, id, 'delivered', 10_000);
    expect(first.requests.length + second.requests.length).toBe(3);
  });

  it('go by the second while the first refuses our credentials, and come back to it', async () => {
    first.refusal = says(401, 20003);
    const ids = await Promise.all(Array.from({ length: 30 }, async () => (await send(system.url)).id));
    for (const id of ids)
      expect(await reaches(system.url, id, 'delivered', 20_000)).toMatchObject({ provider: 'twilio.second' });
    expect((await system.admin.stats('message_queue:sms')).held ?? null).toBeNull();
    const { id: alone } = await send(system.url, { ...SMS, tags: ['first alone'] });
    expect(['pending', 'retry', 'sending']).toContain((await get(system.url, alone)).status);

    first.refusal = null;
    await eventually(async () => {
      const { id } = await send(system.url);
      expect(await reaches(system.url, id, 'delivered')).toMatchObject({ provider: 'twilio' });
    }, 60_000);
    await reaches(system.url, alone, 'delivered', 60_000);
    expect(await get(system.url, alone)).toMatchObject({ provider: 'twilio' });
  });

  it('leave the first alone for as long as a 429 asks: that message waits, others go by the second', async () => {
    first.refusal = { ...says(429, 20429), headers: { 'Retry-After': '60' } };
    [first.requests, second.requests] = [[], []];
    const { id: refused } = await send(system.url);
    await reaches(system.url, refused, 'retry');
    expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
    for (let n = 0; n < 3; n += 1) {
      const { id } = await send(system.url);
      expect(await reaches(system.url, id, 'delivered')).toMatchObject({ provider: 'twilio.second' });
      expect(await events(id)).toContainEqual(
        expect.objectContaining({
          type: 'rerouted',
          detail: { from: 'twilio', to: 'twilio.second', reason: 'slowed' },
        }),
      );
    }
    expect([first.requests.length, second.requests.length]).toEqual([1, 3]);
    expect(await get(system.url, refused)).toMatchObject({ status: 'retry', provider: 'twilio' });
    await request(system.url).post(`/api/v1/messages/${refused}/cancel`).expect(200);
  });

  it('ask the second at once for a message that expires before the pause is over', async () => {
    await restarted();
    first.refusal = { ...says(429, 20429), headers: { 'Retry-After': '300' } };
    first.requests = [];
    const { id } = await send(system.url, { ...SMS, validity_seconds: 240 });
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({ provider: 'twilio.second' });
    expect(first.requests).toHaveLength(1);
    expect(await events(id)).toContainEqual(
      expect.objectContaining({
        type: 'rerouted',
        detail: { from: 'twilio', to: 'twilio.second', reason: 'refused_message' },
      }),
    );
  });
});

it('nothing is lost of 1,000 messages whose account is taken away', async () => {
  await stopProcessor();
  // As a change of the routes leaves them: meant for an account that no process knows any more.
  const sent = await Promise.all(Array.from({ length: 10 }, () => batch(100)));
  const { rowCount } = await system.database.pool.query(
    `UPDATE messages SET provider = 'twilio.gone' WHERE status = 'pending'`,
  );
  expect(rowCount).toBe(1_000);
  const unknown = await send(system.url);
  await system.database.pool.query(
    `WITH one AS (UPDATE messages SET status = 'sending', provider = 'twilio.gone', attempt_id = gen_random_uuid(),
                         attempt_count = 1, lease_expires_at = now(), due_at = now() WHERE id = $1
                  RETURNING id, attempt_id, provider)
     INSERT INTO send_attempts (message_id, id, number, provider, started_at)
     SELECT id, attempt_id, 1, provider, now() - interval '1 hour' FROM one`,
    [unknown.id],
  );
  processor = await system.startProcessor();
  let rows: { status: string; provider: string; n: number }[] = [];
  await eventually(async () => {
    const found = await system.database.pool.query<(typeof rows)[number]>(
      `SELECT status, provider, count(*)::int AS n FROM messages WHERE id = ANY ($1) GROUP BY 1, 2`,
      [sent.flat()],
    );
    expect(found.rows.map(({ status }) => status)).toEqual(['delivered']);
    rows = found.rows;
  }, 60_000);
  expect(rows).toEqual([{ status: 'delivered', provider: 'twilio', n: 1_000 }]);
  expect(await events(sent[0]?.[0] as string)).toContainEqual(
    expect.objectContaining({ type: 'rerouted', reason: 'twilio.gone is no account here any more' }),
  );
  // What may have been sent by it is nobody else's.
  const held = await reaches(system.url, unknown.id, 'failed', 20_000);
  expect(held).toMatchObject({ provider: 'twilio.gone', error: { code: 'outcome_unknown' } });
}, 120_000);

async function stopProcessor(): Promise<void> {
  await processor.close();
  system.processors.pop();
}

/** A processor that knows of no refusal. */
async function restarted(): Promise<void> {
  await stopProcessor();
  processor = await system.startProcessor();
}

async function batch(size: number): Promise<string[]> {
  const messages = Array.from({ length: size }, (_, index) => ({ ...SMS, body: `queued ${index}` }));
  const { body } = await request(system.url).post('/api/v1/messages/batch').send({ messages }).expect(207);
  return (body as { results: { message: { id: string } }[] }).results.map(({ message }) => message.id);
}

describe('the routes', () => {
  it('are shown in order with their accounts, and no secret', async () => {
    const { body, text } = await request(system.url).get('/api/v1/admin/routes').expect(200);
    expect(body).toMatchObject({
      routes: [
        {
          match: { channel: ['sms'], tag: ['first alone'], from: null },
          accounts: [{ account: 'twilio', weight: 1 }],
        },
        {
          match: { channel: ['sms', 'mms'] },
          accounts: [
            { account: 'twilio', weight: 1 },
            { account: 'twilio.second', weight: 0 },
          ],
        },
        { line: null, match: { channel: ['email'] }, accounts: [{ account: 'sendgrid', weight: 1 }] },
      ],
    });
    const names = (body as { accounts: { name: string }[] }).accounts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['twilio', 'sendgrid', 'twilio.second']));
    expect(text).not.toContain(SANDBOX_CREDENTIALS.twilioAuthToken);
    expect(text).not.toContain(SANDBOX_CREDENTIALS.sendgridApiKey);
  });
});
