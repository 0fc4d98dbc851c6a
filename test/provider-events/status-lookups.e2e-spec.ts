import { Outbox } from '#messaging';
import request from 'supertest';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Forwarder } from '../support/forwarder.js';
import { portOf, RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

/** Of the sandbox: the recipient whose message is undelivered, and the one of whose message no end is ever known. */
const UNREACHABLE = '+15005553003';
const QUIET = '+15005550202';
const MESSAGES = 600;
/** Seconds. */
const AFTER = 2;
const WITHIN_MS = 60_000;

let system: RunningSystem;
let forwarder: Forwarder;
beforeAll(async () => {
  system = await RunningSystem.start({ SANDBOX_CALLBACK_LOSS: '1', SANDBOX_CALLBACK_DELAY_MS: '0' });
  forwarder = await Forwarder.start(system.sandbox.url);
  await system.startProcessor({ TWILIO_BASE_URL: forwarder.url, RECONCILE_AFTER_SECONDS: String(AFTER) });
}, WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await forwarder?.close();
});
beforeEach(() => forwarder.counts.clear());

async function rows<T>(sql: string, values: unknown[]): Promise<T[]> {
  return (await system.database.pool.query(sql, values)).rows as T[];
}
interface Line {
  type: string;
  status: string;
  reason: string | null;
  detail: Record<string, unknown> | null;
}
const timeline = (id: string) =>
  rows<Line>('SELECT type, status, reason, detail FROM message_events WHERE message_id = $1 ORDER BY id', [
    id,
  ]);
const last = async (id: string) => (await timeline(id)).at(-1) as Line;

/** As if it had been sent so long ago, and were to be looked up now. */
async function agePast(id: string, seconds: number): Promise<void> {
  await rows(
    `UPDATE messages SET sent_at = sent_at - make_interval(secs => $2), due_at = now()
      WHERE id = $1 AND status = 'sent'`,
    [id, seconds],
  );
}
async function metric(name: string, labels: string): Promise<number> {
  const { text } = await request(await portOf(system.processors[0])).get('/metrics');
  return Number(new RegExp(`^${name}\\{${labels}\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

describe('messages whose callbacks are lost', () => {
  it(
    'come to the end that their provider knows of, with few questions, and are told to webhooks',
    async () => {
      const receiver = await WebhookReceiver.start();
      const { body: endpoint } = await request(system.url)
        .post('/api/v1/webhook-endpoints')
        .send({ url: receiver.url, events: ['message.failed'] })
        .expect(201);
      receiver.secrets = [(endpoint as { secret: string }).secret];
      const drafts = Array.from({ length: MESSAGES }, (_, n) => ({
        ...{ type: 'sms' as const, from: n % 2 ? '+15551234567' : '+15551234568' },
        ...{ to: n % 100 === 0 ? UNREACHABLE : `+1555${2_000_000 + n}`, body: `Hello ${n}` },
        ...{ subject: null, html: null, attachments: [], metadata: {} },
      }));
      const { messages } = await system.api.get(Outbox, { strict: false }).acceptAll(drafts, null);
      const ids = messages.map(({ id }) => id);
      await eventually(async () => {
        const [found] = await rows<object>(
          `SELECT count(*) FILTER (WHERE status = 'delivered')::int AS delivered,
                  count(*) FILTER (WHERE status = 'failed')::int AS failed FROM messages WHERE id = ANY ($1)`,
          [ids],
        );
        expect(found).toEqual({ delivered: MESSAGES - MESSAGES / 100, failed: MESSAGES / 100 });
      }, WITHIN_MS * 2);
      const events = await rows<{ type: string; count: number }>(
        `SELECT type, count(*)::int FROM message_events WHERE message_id = ANY ($1) AND type IN ('sent', 'delivered', 'failed')
          GROUP BY type ORDER BY type`,
        [ids],
      );
      expect(events.map(({ count }) => count)).toEqual([MESSAGES * 0.99, MESSAGES * 0.01, MESSAGES]);
      expect(await last(ids[1] as string)).toEqual({
        ...{ type: 'delivered', status: 'delivered', reason: 'found by asking twilio' },
        detail: { provider: 'twilio', provider_status: 'delivered' },
      });
      expect(await last(ids[0] as string)).toMatchObject({
        ...{ type: 'failed', reason: expect.stringMatching(/\(found by asking twilio\)$/) },
        detail: { code: '30003' },
      });
      // Some may have been asked for before all were sent.
      expect(forwarder.counts.get('GET')).toBeLessThan(30);
      await eventually(
        () => expect(receiver.received.length).toBeGreaterThanOrEqual(MESSAGES * 0.01),
        WITHIN_MS,
      );
      await receiver.stop();
      expect(await metric('sendstream_status_lookups_total', 'provider="twilio",outcome="found"')).toBe(
        MESSAGES,
      );
    },
    WITHIN_MS * 3,
  );

  it('are asked for again later, and stay sent for good once the last time was in vain', async () => {
    const { id } = await send(system.url, { ...SMS, to: QUIET });
    await reaches(system.url, id, 'sent');
    const due = async () => {
      const [row] = await rows<{ in: number | null }>(
        'SELECT extract(epoch FROM due_at - sent_at)::float8 AS in FROM messages WHERE id = $1',
        [id],
      );
      return row?.in ?? null;
    };
    expect(await due()).toBeCloseTo(AFTER, 1);
    await eventually(async () => expect(await due()).toBeCloseTo(AFTER * 6, 1), WITHIN_MS);
    await agePast(id, AFTER * 40);
    await eventually(async () => expect(await due()).toBeCloseTo(AFTER * 144, 1), WITHIN_MS);
    expect(await last(id)).toMatchObject({ type: 'sent' });
    await agePast(id, AFTER * 150);
    await eventually(async () => expect(await due()).toBeNull(), WITHIN_MS);
    expect(await last(id)).toMatchObject({
      ...{ type: 'no_news', status: 'sent' },
      reason: 'twilio has not told what became of it, nor said so when it was asked for the last time',
    });
    const { body } = await request(system.url).get('/api/v1/admin/waiting').expect(200);
    const places = (body as { places: { place: string }[] }).places;
    expect(places.find(({ place }) => place === 'sent_without_news')).toMatchObject({ count: 0 });
    const answer = await request(system.url).get(`/api/v1/messages/${id}/details`).expect(200);
    expect(answer.body.next.text).toMatch(/may still tell/);
  });

  it('of a provider that cannot be asked are waited for as long', async () => {
    const { id } = await send(system.url, EMAIL);
    await reaches(system.url, id, 'sent');
    await eventually(async () => {
      const [row] = await rows<{ in: number }>(
        'SELECT extract(epoch FROM due_at - sent_at)::float8 AS in FROM messages WHERE id = $1',
        [id],
      );
      expect(row?.in).toBeCloseTo(AFTER * 144, 1);
    }, WITHIN_MS);
    await agePast(id, AFTER * 150);
    await eventually(async () => expect((await last(id)).type).toBe('no_news'), WITHIN_MS);
    expect((await last(id)).reason).toMatch(/^sendgrid .* offers no way to ask$/);
  });

  it('are not asked for where a person said that they were sent', async () => {
    const { id } = await send(system.url, {
      ...SMS,
      send_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await request(system.url).patch(`/api/v1/messages/${id}/status`).send({ status: 'sent' }).expect(200);
    expect(await rows('SELECT status, due_at FROM messages WHERE id = $1', [id])).toEqual([
      { status: 'sent', due_at: null },
    ]);
  });

  it('and that are erased while their provider is asked leave nothing behind', async () => {
    let asked = () => {};
    let goOn = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    forwarder.before = async (method) => {
      if (method !== 'GET') return;
      asked();
      await mayGoOn;
    };
    const found = () => metric('sendstream_status_lookups_total', 'provider="twilio",outcome="found"');
    const before = await found();
    const { id } = await send(system.url, { ...SMS, to: '+15559876549' });
    await reaches(system.url, id, 'sent');
    const [row] = await rows<{ sid: string; conversation: string }>(
      'SELECT provider_message_id AS sid, conversation_id AS conversation FROM messages WHERE id = $1',
      [id],
    );
    await isAsked;
    await request(system.url)
      .delete(`/api/v1/conversations/${row?.conversation}?hard_delete=true`)
      .expect(204);
    await eventually(async () => {
      expect(await rows('SELECT 1 FROM messages WHERE id = $1', [id])).toEqual([]);
      expect(await rows('SELECT 1 FROM erasures', [])).toEqual([]);
    });
    goOn();
    await eventually(async () => expect(await found()).toBe(before + 1), WITHIN_MS);
    expect(await rows('SELECT 1 FROM webhook_events WHERE provider_message_id = $1', [row?.sid])).toEqual([]);
  });

  it('wait while their provider refuses to say', async () => {
    const { id } = await send(system.url);
    await reaches(system.url, id, 'sent');
    await request(system.sandbox.url).put('/sandbox/settings').send({ error_rate: 1 }).expect(200);
    await eventually(async () => {
      const failed = await metric(
        'sendstream_status_lookup_requests_total',
        'provider="twilio",outcome="failed"',
      );
      expect(failed).toBe(1);
    }, WITHIN_MS);
    expect(await last(id)).toMatchObject({ type: 'sent', status: 'sent' });
    expect(await rows('SELECT due_at IS NULL AS over FROM messages WHERE id = $1', [id])).toEqual([
      { over: false },
    ]);
  });
});
