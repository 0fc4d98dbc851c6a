import { Metrics } from '#observability';
import request from 'supertest';
import { SANDBOX_CREDENTIALS } from '#config';
import { newKey } from '../support/api-key.js';
import { get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RefusingProxy } from '../support/refusing-proxy.js';
import { routesFile } from '../support/routes-file.js';
import { portOf, RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { aged } from '../privacy/aged.js';

/** Of the sandbox: one it refuses, and one whose request is not answered the first time. */
const REFUSED = '+15005550001';
const UNANSWERED = '+15005551408';
const WITHIN_MS = 60_000;
/** Codes, so that they are not among the messages that are counted below. */
const CODE = { ...SMS, priority: 'code' };
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

let twilio: RefusingProxy;
let second: RefusingProxy;
let receiver: WebhookReceiver;
let system: RunningSystem;
let limited: string;
let guarded: string;

beforeAll(async () => {
  [twilio, second, receiver] = await Promise.all([
    RefusingProxy.start(),
    RefusingProxy.start(),
    WebhookReceiver.start(),
  ]);
  const file = routesFile(`
accounts:
  twilio.second:
    account_sid: ${SANDBOX_CREDENTIALS.twilioAccountSid}
    auth_token: ${SANDBOX_CREDENTIALS.twilioAuthToken}
    base_url: ${second.url}
routes:
  - match: { channel: sms, tag: two accounts }
    accounts: { twilio: 1, twilio.second: 0 }
`);
  system = await RunningSystem.start({
    TWILIO_BASE_URL: twilio.url,
    ROUTES_FILE: file,
    PROVIDER_TIMEOUT_MS: '300',
    SETTLE_SECONDS: '1',
    RECONCILE_AFTER_SECONDS: '1',
    CALLBACK_RETRY_SECONDS: '1',
    METRICS_COMPATIBLE: 'true',
    PRICE_AFTER_SECONDS: '1',
    BODY_RETENTION_DAYS: '1',
  });
  twilio.target = second.target = system.sandbox.url;
  const old = await send(system.url, { ...CODE, send_at: IN_AN_HOUR() });
  await api().post(`/api/v1/messages/${old.id}/cancel`).expect(200);
  await aged(system, old.id, 9);
  await system.startProcessor();
  guarded = await system.startApi({ GUARD: 'on', GUARD_BURST_MESSAGES: '1', GUARD_BURST_FACTOR: '1' });
  limited = await system.startApi({ RATE_LIMIT_REQUESTS: '1' });
}, WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await Promise.all([twilio?.stop(), second?.stop(), receiver?.stop()]);
});

const api = () => request(system.url);
const sandbox = () => request(system.sandbox.url);
const scrape = async (url: string) => (await request(url).get('/metrics').expect(200)).text;
const ofProcessor = async () => scrape(await portOf(system.processors[0]));
/** The values of a metric's samples, of all its labels. */
const valuesOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}(?:_count)?(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
    Number(value),
  );
const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
/** The same of all apps. */
const scrapeAll = async () =>
  (await Promise.all([scrape(system.url), scrape(limited), scrape(guarded), ofProcessor()])).join('\n');

/** What the guard refuses: texts to a prefix that is stopped, and those of a key without budget. */
async function refusedByTheGuard(): Promise<void> {
  const messages = Array.from({ length: 30 }, (_, n) => ({ ...CODE, to: `+1555123${2_000 + n}` }));
  await request(guarded).post('/api/v1/messages/batch').send({ messages });
  const key = await newKey(system, ['send']);
  await api()
    .put(`/api/v1/api-keys/${key.id}/guard`)
    .send({ budget_segments: 1, budget_period: 'day', budget_warn_percent: 50 })
    .expect(200);
  await request(guarded)
    .post('/api/v1/messages/send')
    .set('Authorization', `Bearer ${key.secret}`)
    .send({ ...CODE, to: '+15559990001' });
}

/** Sends a message each way that there is. */
async function everyWay(): Promise<void> {
  const { body: endpoint } = await api()
    .post('/api/v1/webhook-endpoints')
    .send({ url: receiver.url, events: ['message.sent', 'message.received'] })
    .expect(201);
  receiver.secrets = [(endpoint as { secret: string }).secret];
  const delivered = await send(system.url);
  await reaches(system.url, delivered.id, 'delivered', WITHIN_MS);
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0), WITHIN_MS);
  await refusedByTheGuard();
  // A 410 pauses its endpoint.
  receiver.react = () => 410;

  const refused = await send(system.url, { ...SMS, to: REFUSED });
  const unanswered = await send(system.url, { ...SMS, to: UNANSWERED });
  const later = await send(system.url, { ...SMS, send_at: IN_AN_HOUR() });
  await api().post(`/api/v1/messages/${later.id}/cancel`).expect(200);
  await sandbox()
    .post('/sandbox/inbound')
    .send({ from: '+15557654321', to: SMS.from, body: 'STOP' })
    .expect((answer) => expect(answer.status).toBeLessThan(300));
  await system.redis.redis.xadd('message_queue:sms', '*', 'data', 'not JSON');
  await reaches(system.url, refused.id, 'failed', WITHIN_MS);
  await reaches(system.url, unanswered.id, 'delivered', WITHIN_MS);

  await sandbox().put('/sandbox/settings').send({ callback_loss: 1 }).expect(200);
  const lost = await send(system.url, { ...SMS, to: '+15559870001' });
  await reaches(system.url, lost.id, 'delivered', WITHIN_MS);
  await sandbox().put('/sandbox/settings').send({ callback_loss: 0 }).expect(200);

  twilio.refusal = { status: 503, body: { code: 20503, message: 'no', status: 503 } };
  const rerouted = await send(system.url, { ...SMS, tags: ['two accounts'] });
  await reaches(system.url, rerouted.id, 'delivered', WITHIN_MS);
  twilio.refusal = null;

  for (let asked = 0; asked < 2; asked += 1) await request(limited).get(`/api/v1/messages/${lost.id}`);
  await eventually(
    async () =>
      expect(sum(valuesOf(await ofProcessor(), 'sendstream_webhook_endpoints_paused_total'))).toBe(1),
    WITHIN_MS,
  );
}

describe('metrics', () => {
  beforeAll(everyWay, 4 * WITHIN_MS);

  it('are all observed by somebody: none stands there without a sample', async () => {
    await eventually(async () => {
      const text = await scrapeAll();
      const silent = new Metrics().describe().filter(({ name, type }) => {
        const values = valuesOf(text, name);
        return type === 'gauge' ? values.length === 0 : sum(values) === 0;
      });
      expect(silent.map(({ name }) => name)).toEqual([]);
    }, WITHIN_MS);
  });

  it('count each message once on its way', async () => {
    const text = await scrapeAll();
    const of = (name: string, labels: string) =>
      sum(
        [...text.matchAll(new RegExp(`^${name}\\{${labels}\\} (\\d+)`, 'gm'))].map(([, value]) =>
          Number(value),
        ),
      );
    const kind = 'type="sms",provider="[\\w.]+",priority="normal"';
    expect(of('sendstream_messages_accepted_total', kind)).toBe(6);
    expect(of('sendstream_message_handover_seconds_count', kind)).toBe(4);
    expect(of('sendstream_message_delivery_seconds_count', kind)).toBe(4);
    for (const [status, count] of [
      ['delivered', 4],
      ['failed', 1],
      ['canceled', 1],
    ])
      expect(of('sendstream_messages_ended_total', `${kind},status="${status}"`)).toBe(count);
    expect(of('sendstream_attempts_total', 'provider="twilio",outcome="permanent",code_class="4xx"')).toBe(1);
    expect(of('sendstream_settlements_total', 'provider="twilio",outcome="\\w+"')).toBe(1);
    expect(of('sendstream_inbound_messages_total', 'provider="twilio",type="sms"')).toBe(1);
    expect(
      of('sendstream_consent_changes_total', 'channel="sms",change="suppress",reason="stop"'),
    ).toBeGreaterThan(0);
    expect(of('sendstream_dead_letters_total', 'queue="message_queue:sms",reason="unreadable"')).toBe(1);
  });

  it('have labels of few words, and nothing of anybody', async () => {
    const text = await scrapeAll();
    const labels = new Set(text.match(/\{.*\}/g));
    for (const each of labels) expect(each).not.toMatch(/\d{7}|@|[0-9a-f]{8}-[0-9a-f]{4}/);
    expect(text).toMatch(
      /sendstream_http_request_seconds_count\{method="GET",route="\/api\/v1\/messages\/:id",/,
    );
    const routes = (of: string) => new Set(of.match(/(?<=route=")[^"]*/g));
    const before = routes(text);
    for (let n = 0; n < 5; n += 1) await api().get(`/nothing/${n}`).expect(404);
    await eventually(async () => {
      const after = await scrape(system.url);
      expect(after).toMatch(
        /sendstream_http_request_seconds_count\{method="any",route="none",status="404"\} [5-9]/,
      );
      expect([...routes(after)].filter((route) => !before.has(route) && route !== '/metrics')).toEqual([
        'none',
      ]);
    }, WITHIN_MS);
  });

  it('say what waits as operators see it', async () => {
    const later = await send(system.url, { ...SMS, send_at: IN_AN_HOUR() });
    expect(await get(system.url, later.id)).toMatchObject({ status: 'scheduled' });
    await eventually(async () => {
      const text = await scrape(system.url);
      expect(text).toMatch(/^sendstream_waiting\{place="scheduled"\} 1$/m);
      expect(text).toMatch(/^sendstream_waiting_oldest_age_seconds\{place="scheduled"\} 0$/m);
      expect(text).toMatch(/^sendstream_queue_state\{queue="message_queue:sms",state="running"\} 1$/m);
      expect(text).toMatch(/^sendstream_provider_circuit\{provider="twilio",state="closed"\} 1$/m);
    }, WITHIN_MS);
  });

  it('have the older names too, where they are wanted', async () => {
    const text = await scrapeAll();
    expect(text).toMatch(
      /^messages_total\{type="sms",provider="twilio",priority="normal",status="delivered"\} \d/m,
    );
    expect(text).toMatch(/^queue_depth\{queue="message_queue:sms"\} 0$/m);
    expect(text).toMatch(
      /^http_requests_total\{method="POST",endpoint="\/api\/v1\/messages\/send",status="201"\} \d/m,
    );
    expect(text).toMatch(/^http_request_duration_seconds_bucket\{le="0.1",method="POST",endpoint="/m);
    expect(await new Metrics().text()).not.toMatch(/^(messages_total|queue_depth|http_)/m);
  });

  it('do without a store that is away, and say so', async () => {
    await system.redis.down();
    await eventually(async () => {
      const text = await scrape(system.url);
      expect(text).toMatch(/^sendstream_store_up\{store="redis"\} 0$/m);
      expect(text).toMatch(/^sendstream_store_up\{store="postgresql"\} 1$/m);
      expect(text).not.toMatch(/^sendstream_queue_depth\{/m);
      expect(text).toMatch(/^sendstream_waiting\{place="due"\} \d/m);
    }, WITHIN_MS);
    await system.redis.up();
  });
});
