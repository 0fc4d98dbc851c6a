import http from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { queueState } from '#queue';
import { EMAIL, get, reaches, send, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RefusingProxy, type Refusal } from '../support/refusing-proxy.js';
import { RunningSystem } from '../support/running-system.js';

const twilioSays = (status: number, code: number, message: string): Refusal => ({
  status,
  body: { code, message, status, more_info: `https://www.twilio.com/docs/errors/${code}` },
});
const sendgridSays = (status: number, message: string): Refusal => ({
  status,
  body: { errors: [{ message, field: null, help: null }] },
});

/** One call more than a message has tries. */
const MAX_RETRIES = 0;
const TIME = expect.stringMatching(/^\d{4}-.*Z$/) as string;
const CALLS = 2;

let twilio: RefusingProxy;
let sendgrid: RefusingProxy;
let system: RunningSystem;
let processor: NestExpressApplication;

beforeAll(async () => {
  [twilio, sendgrid] = await Promise.all([RefusingProxy.start(), RefusingProxy.start()]);
  system = await RunningSystem.start({
    TWILIO_BASE_URL: twilio.url,
    SENDGRID_BASE_URL: sendgrid.url,
    MAX_RETRIES: String(MAX_RETRIES),
  });
  twilio.target = sendgrid.target = system.sandbox.url;
  processor = await system.startProcessor();
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([twilio?.stop(), sendgrid?.stop()]);
});

const ready = async (of: 'api' | 'processor') => {
  const url = of === 'api' ? system.url : await processor.getUrl();
  return (await request(url).get('/ready').expect(200)).body;
};
const metrics = async () =>
  (
    await request(await processor.getUrl())
      .get('/metrics')
      .expect(200)
  ).text;

describe('a provider that refuses us', () => {
  it.each([
    ['the credits are used up', EMAIL, sendgridSays(401, 'Maximum credits exceeded'), /credits/],
    ['the key lacks its scope', EMAIL, sendgridSays(403, 'access forbidden'), /mail\.send/],
    ['the token is wrong', SMS, twilioSays(401, 20003, 'Authenticate'), /TWILIO_AUTH_TOKEN/],
  ])(
    'because %s keeps its messages, tells, and gets them once it is mended',
    async (_, draft, refusal, todo) => {
      const [door, name, queue] =
        draft === EMAIL
          ? [sendgrid, 'sendgrid', 'message_queue:email']
          : [twilio, 'twilio', 'message_queue:sms'];
      door.refusal = refusal;
      door.requests = [];
      const { id } = await send(system.url, draft);
      await eventually(() => expect(door.requests.length).toBeGreaterThanOrEqual(CALLS));
      const { id: second } = await send(system.url, draft);

      const held = await reaches(system.url, id, 'retry', 10_000);
      expect(held).toMatchObject({ retry_count: 0, error: { provider: name, message: expect.any(String) } });
      const check = {
        [`provider_${name}`]: { status: 'degraded', error: expect.stringMatching(todo), since: TIME },
      };
      expect(await ready('processor')).toMatchObject({ status: 'degraded', checks: check });
      await eventually(async () => {
        expect(await ready('api')).toMatchObject({ status: 'degraded', checks: check });
        expect(queueState(await system.admin.stats(queue)).text).toMatch(
          /^held: .* since .*(next trial|being tried)/,
        );
      });
      expect(await metrics()).toMatch(
        new RegExp(`sendstream_provider_held\\{provider="${name}",reason="refused"\\} 1`),
      );
      expect((await get(system.url, second)).status).toMatch(/pending|retry|sending/);
      await eventually(async () => {
        const { body } = await request(system.url).get(`/api/v1/messages/${id}/details`).expect(200);
        const { text } = (body as { next: { text: string } }).next;
        expect(text).toMatch(
          new RegExp(`^it waits for its provider: ${name} .* since .*; then attempt 1 of 1$`),
        );
        expect(text).toMatch(todo);
      });

      door.refusal = null;
      await reaches(system.url, id, 'delivered', 30_000);
      await reaches(system.url, second, 'delivered', 30_000);
      expect(await timeline(system.url, id)).not.toContain('failed');
      expect(await ready('processor')).toMatchObject({ status: 'ready' });
      expect(await metrics()).toMatch(
        new RegExp(`sendstream_provider_held\\{provider="${name}",reason="refused"\\} 0`),
      );
      await eventually(async () => expect(queueState(await system.admin.stats(queue)).text).toBe('running'));
    },
  );

  it('keeps a message no longer than its time', async () => {
    twilio.refusal = twilioSays(401, 20003, 'Authenticate');
    const { id: told } = await send(system.url);
    await reaches(system.url, told, 'retry');
    const { id } = await send(system.url, { ...SMS, validity_seconds: 1 });
    expect(await reaches(system.url, id, 'failed', 10_000)).toMatchObject({ error: { code: 'expired' } });
    expect((await get(system.url, told)).status).not.toBe('failed');
    twilio.refusal = null;
    await reaches(system.url, told, 'delivered', 30_000);
  });

  it('is told by its own words where it objects to the message, and holds nobody', async () => {
    sendgrid.refusal = {
      status: 403,
      body: { errors: [{ message: 'not a verified Sender Identity', field: 'from' }] },
    };
    const { id } = await send(system.url, EMAIL);
    expect(await reaches(system.url, id, 'failed')).toMatchObject({
      error: { message: expect.stringContaining('verified Sender') },
    });
    sendgrid.refusal = null;
    await reaches(system.url, (await send(system.url, EMAIL)).id, 'delivered');
  });

  it('is told in words that PostgreSQL cannot keep, and the message has its end all the same', async () => {
    twilio.refusal = twilioSays(400, 21211, `no\0 such\ud83d number ${'x'.repeat(481)}\u{1f600}`);
    const { id } = await send(system.url);
    const { error } = await reaches(system.url, id, 'failed');
    expect(error).toMatchObject({
      code: '21211',
      message: expect.stringMatching(/^no such\ufffd number x+/),
    });
    twilio.refusal = null;
  });
});

describe('a limit that lasts', () => {
  it('of one sender is waited for without using up retries, and holds nobody else', async () => {
    twilio.refusal = twilioSays(429, 21611, 'This From number has exceeded its queue');
    twilio.requests = [];
    const { id } = await send(system.url, { ...SMS, validity_seconds: 7_200 });
    await eventually(() => expect(twilio.requests.length).toBeGreaterThan(MAX_RETRIES + 1));
    expect(await reaches(system.url, id, 'retry')).toMatchObject({
      retry_count: 0,
      error: { code: '21611', provider: 'twilio' },
    });
    expect(await ready('processor')).toMatchObject({ status: 'ready' });
    expect((await system.admin.stats('message_queue:sms')).held).toBeUndefined();
    twilio.refusal = null;
    const other = await send(system.url, { ...SMS, from: '+15551230000' });
    await reaches(system.url, other.id, 'delivered');
    await reaches(system.url, id, 'delivered', 30_000);
  });

  it('of a pace is not tried out by mails whose files drip while a plain one waits', async () => {
    const files = http.createServer((_, response) => void response.writeHead(200).write('x'));
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    const { port } = files.address() as AddressInfo;
    const slow = { status: 429, body: {}, headers: { 'Retry-After': '2' } };
    try {
      sendgrid.refusal = slow;
      await reaches(system.url, (await send(system.url, EMAIL)).id, 'retry');
      const messages = Array.from({ length: 60 }, () => ({
        ...EMAIL,
        attachments: [`http://127.0.0.1:${port}/drips`],
      }));
      await request(system.url).post('/api/v1/messages/batch').send({ messages }).expect(207);
      const plain = await send(system.url, EMAIL);
      sendgrid.refusal = null;
      // One after another they would take five minutes.
      await reaches(system.url, plain.id, 'delivered', 15_000);
    } finally {
      await system.database.pool.query(
        "UPDATE messages SET expires_at = now() WHERE attachments::text LIKE '%drips%'",
      );
      files.closeAllConnections();
      files.close();
    }
  });

  it('of the account is asked for at once and then seldom', async () => {
    twilio.refusal = twilioSays(429, 63038, 'Account exceeded the 50 daily messages limit');
    twilio.requests = [];
    const { id } = await send(system.url);
    await reaches(system.url, id, 'retry');
    const { id: second } = await send(system.url);
    await eventually(async () =>
      expect(queueState(await system.admin.stats('message_queue:sms')).text).toMatch(
        /held: twilio has taken as many/,
      ),
    );
    // What asks each second or two has asked by the time at which this one goes.
    const later = await send(system.url, { ...EMAIL, send_at: new Date(Date.now() + 3_000).toISOString() });
    await reaches(system.url, later.id, 'delivered');
    expect(twilio.requests).toHaveLength(1);
    expect((await get(system.url, second)).status).toBe('pending');
    expect(await metrics()).toMatch(/sendstream_provider_held\{provider="twilio",reason="quota"\} 1/);
  });
});

describe('metrics', () => {
  it('tell how long the calls took, and what became of them', async () => {
    const text = await metrics();
    for (const outcome of ['accepted', 'held', 'retryable'])
      expect(text).toMatch(
        new RegExp(`sendstream_attempt_seconds_count\\{provider="twilio",outcome="${outcome}"\\} [1-9]`),
      );
    expect(text).toMatch(/sendstream_attempt_seconds_count\{provider="sendgrid",outcome="permanent"\} 1/);
  });
});
