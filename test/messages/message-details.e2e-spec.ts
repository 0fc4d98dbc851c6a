import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import { newKey, type TestKey } from '../support/api-key.js';
import { EMAIL, MMS, reaches, type SentMessage, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RefusingProxy } from '../support/refusing-proxy.js';
import { RunningSystem } from '../support/running-system.js';
import { sendstream } from '../support/sendstream-command.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const SMS_QUEUE = 'message_queue:sms';
/** The sandbox says of a message to it that it was not delivered. */
const UNDELIVERED = { ...SMS, to: '+15005553003' };
const SOON = /^in \d+ s$/;

let twilio: RefusingProxy;
let receiver: WebhookReceiver;
let system: RunningSystem;
let key: TestKey;
beforeAll(async () => {
  [twilio, receiver] = await Promise.all([RefusingProxy.start(), WebhookReceiver.start()]);
  system = await RunningSystem.start({
    TWILIO_BASE_URL: twilio.url,
    RETRY_DELAY_SECONDS: '3600',
    MAX_RETRIES: '3',
  });
  twilio.target = system.sandbox.url;
  key = await newKey(system, ['send', 'read']);
  await system.startProcessor();
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([twilio?.stop(), receiver?.stop()]);
});

async function send(body: object = SMS): Promise<string> {
  const sent = request(system.url).post('/api/v1/messages/send').set('Authorization', `Bearer ${key.secret}`);
  return ((await sent.send(body).expect(201)).body as SentMessage).id;
}

async function details(id: string, url = system.url) {
  const { body } = await request(url).get(`/api/v1/messages/${id}/details`).expect(200);
  return body as Record<string, unknown> & {
    next: { text: string; at: string | null } | null;
    attempts: Record<string, unknown>[];
    provider_events: Record<string, unknown>[];
    webhooks: Record<string, unknown>[];
    queue_entry: Record<string, unknown> | null;
  };
}

describe('the details of a message', () => {
  it('tell of its calls, what the provider said, and whom we told, with its key', async () => {
    receiver.secrets.push(SANDBOX_CREDENTIALS.webhookSigningSecret);
    const id = await send({ ...SMS, callback_url: `${receiver.url}/own`, body: 'Grüße ж' });
    const message = await reaches(system.url, id, 'delivered');
    await eventually(async () => {
      const found = await details(id);
      expect(found).toMatchObject({
        ...message,
        ...{ next: null, segments: 1, encoding: 'UCS-2' },
        api_key: { id: key.id, name: `key ${key.id.slice(-12)}` },
        queue_entry: { queue: SMS_QUEUE, state: 'handled', id: expect.any(String), consumer: null },
        attempts: [
          { number: 1, provider: 'twilio', outcome: 'accepted', http_status: 201, explanation: null },
        ],
        webhooks: ['message.sent', 'message.delivered'].map((type) => ({
          ...{ type, status: 'delivered', attempt_count: 1, http_status: 204, webhook_endpoint_id: null },
          target: receiver.url,
        })),
      });
      expect(found.provider_events.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['sent', 'delivered']),
      );
      for (const event of found.provider_events)
        expect(event).toMatchObject({ payload: { MessageSid: message.provider_message_id }, error: null });
    });
  });

  it('explain the code of a failure', async () => {
    const id = await send(UNDELIVERED);
    await reaches(system.url, id, 'failed');
    const { provider_events, next } = await details(id);
    expect(next).toBeNull();
    expect(provider_events.find(({ code }) => code === '30003')).toMatchObject({
      explanation: {
        title: 'Unreachable destination handset',
        what_to_do: expect.stringMatching(/^Retry later/),
        source: 'https://www.twilio.com/docs/api/errors/30003',
      },
    });
  });

  it('say when and why it is tried again', async () => {
    twilio.refusal = { status: 503, body: { code: 20503, message: 'Service unavailable', status: 503 } };
    const id = await send();
    await reaches(system.url, id, 'retry');
    twilio.refusal = null;
    const { next, attempts } = await details(id);
    expect(attempts).toMatchObject([
      { outcome: 'retryable', code: '20503', explanation: { title: 'Twilio is not available' } },
    ]);
    expect(next?.text).toMatch(
      /^attempt 2 of 4 (in \d+ (s|min)|now), because twilio answered 503 \(20503: Twilio is not available\)$/,
    );
    expect(next?.at).toEqual(expect.any(String));
  });

  it('say what it waits for', async () => {
    const at = new Date(Date.now() + 90_000).toISOString();
    const scheduled = await details(await send({ ...SMS, send_at: at }));
    expect(scheduled).toMatchObject({ next: { at }, queue_entry: { state: 'none', id: null } });
    expect(scheduled.next?.text.replace('it is queued at its time, ', '')).toMatch(SOON);

    await system.admin.pause(SMS_QUEUE, { by: 'Jo' });
    const id = await send({ ...SMS, validity_seconds: 60 });
    await eventually(async () =>
      expect((await details(id)).queue_entry).toMatchObject({ queue: SMS_QUEUE, state: 'waiting' }),
    );
    expect((await details(id)).next?.text).toMatch(
      /^it waits in message_queue:sms, which is paused by Jo; it expires in \d+ s$/,
    );
    await system.admin.resume(SMS_QUEUE);
    await reaches(system.url, id, 'delivered');
  });

  it('say who has its entry in hand, and when that died', async () => {
    const consumer = { consumer: expect.any(String) };
    await system.admin.pause(SMS_QUEUE);
    const id = await send();
    const { redis } = system.redis;
    await eventually(async () => expect((await details(id)).queue_entry).toMatchObject({ state: 'waiting' }));
    await redis.xreadgroup('GROUP', 'processors', 'somebody', 'STREAMS', SMS_QUEUE, '>');
    expect((await details(id)).queue_entry).toMatchObject({ state: 'pending', ...consumer });
    const entryId = (await details(id)).queue_entry?.id as string;
    await redis.xack(SMS_QUEUE, 'processors', entryId);
    const data = JSON.stringify({ message_id: id });
    await redis.xadd(`${SMS_QUEUE}:dead`, '*', 'data', data, 'entry_id', entryId, 'reason', 'x');
    expect((await details(id)).queue_entry).toMatchObject({ state: 'dead', consumer: null });
    await system.admin.discardDead(SMS_QUEUE, 'all');
    await system.admin.resume(SMS_QUEUE);
  });

  it('say that nobody knows whether it was sent, and what to do', async () => {
    const id = await send(UNDELIVERED);
    await reaches(system.url, id, 'failed');
    const error = { code: 'outcome_unknown', message: '?', provider: 'twilio' };
    await system.database.pool.query('UPDATE messages SET error = $2 WHERE id = $1', [id, error]);
    expect((await details(id)).next).toEqual({ text: expect.stringMatching(/by hand$/), at: null });
    const leased = `UPDATE messages SET status = 'sending', lease_token = gen_random_uuid(),
      lease_expires_at = now() + $2::interval, due_at = now() + interval '1 hour' WHERE id = $1`;
    await system.database.pool.query(leased, [id, '1 hour']);
    expect((await details(id)).next?.text).toBe('a processor hands it to twilio now');
    await system.database.pool.query(leased, [id, '-1 hour']);
    expect((await details(id)).next?.text).toMatch(/^its processor is gone/);
    await system.database.pool.query('UPDATE messages SET lease_token = NULL WHERE id = $1', [id]);
    expect((await details(id)).next?.text).toMatch(/it is looked up in 60 min, and not sent twice$/);
    await system.database.pool.query("UPDATE messages SET status = 'sent' WHERE id = $1", [id]);
    expect((await details(id)).next?.text).toMatch(
      /^twilio tells what became of it; .* looked into in 60 min$/,
    );
    await system.database.pool.query('UPDATE messages SET due_at = NULL WHERE id = $1', [id]);
    expect((await details(id)).next).toEqual({ text: expect.stringMatching(/is not asked$/), at: null });
  });

  it('are there for other types, inbound messages, and without Redis', async () => {
    const mail = await send(EMAIL);
    await reaches(system.url, mail, 'delivered');
    expect(await details(mail)).toMatchObject({ segments: null, encoding: null, next: null });
    expect(await details(await send(MMS))).toMatchObject({ segments: null });
    const { body: taken } = await request(system.sandbox.url)
      .post('/sandbox/inbound')
      .send({ from: SMS.to, to: SMS.from, body: 'Hello' });
    const { rows } = await system.database.pool.query<{ id: string }>(
      'SELECT id FROM messages WHERE provider_message_id = $1',
      [(taken as { message_sid: string }).message_sid],
    );
    expect(await details(rows[0]?.id as string)).toMatchObject({
      ...{ next: null, queue_entry: null, api_key: null, attempts: [], segments: 1, encoding: 'GSM-7' },
      provider_events: [{ kind: 'received', applied_at: expect.any(String) }],
    });
    const away = await system.startApi({ REDIS_URL: 'redis://127.0.0.1:1' });
    expect(await details(mail, away)).toMatchObject({ status: 'delivered', queue_entry: null });
  });

  it('are not there of what is not', async () => {
    const none = '0192d3a4-0000-7000-8000-000000000000';
    await request(system.url).get(`/api/v1/messages/${none}/details`).expect(404);
    await request(system.url).get('/api/v1/messages/x/details').expect(422);
    const { secret } = await newKey(system, ['send']);
    const asSender = request(system.url).get(`/api/v1/messages/${none}/details`);
    await asSender.set('Authorization', `Bearer ${secret}`).expect(403);
  });
});

describe('sendstream message', () => {
  const tell = async (what: string, ...options: string[]) => {
    const env = { DATABASE_URL: system.database.url, REDIS_URL: system.redis.url, MAX_RETRIES: '3' };
    const { status, stdout, stderr } = await sendstream(['message', what, ...options], env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  it('tells one story by our id, and by the id of the provider', async () => {
    const id = await send(UNDELIVERED);
    const { provider_message_id: sid } = await reaches(system.url, id, 'failed');
    const story = await tell(id);
    const words = [
      `sms ${id}: failed`,
      `from ${UNDELIVERED.from} to ${UNDELIVERED.to}, by twilio (${String(sid)})`,
      'with the key key ',
      'next: nothing happens any more by itself',
      `queue: ${SMS_QUEUE} `,
      'Timeline',
      'pending   accepted',
      'Attempts',
      'twilio: accepted (',
      'Told by the provider',
      ': code 30003',
      'Unreachable destination handset',
      'to do: Retry later',
      'https://www.twilio.com/docs/api/errors/30003',
    ];
    for (const word of words) expect(story).toContain(word);
    expect(await tell(String(sid))).toBe(story);
  });

  it('says what happens next, and why, without colours of others', async () => {
    twilio.refusal = { status: 503, body: { code: 20503, message: '\u001b[31mService\u202e', status: 503 } };
    const id = await send();
    await reaches(system.url, id, 'retry');
    twilio.refusal = null;
    const story = await tell(id);
    expect(story).toMatch(/^next: attempt 2 of 4 .*, because twilio answered 503 .* \(\d{4}-.* UTC\)$/m);
    expect(story).toMatch(/twilio: retryable \(\d+ ms, HTTP 503, code 20503\)\n +\S*\[31mService/);
    for (const steering of ['\u001b', '\u202e']) expect(story).not.toContain(steering);
    const json = JSON.parse(await tell(id, '--json')) as { id: string; events: { type: string }[] };
    expect(json).toMatchObject({
      ...(await details(id)),
      next: expect.anything(),
      queue_entry: expect.anything(),
    });
    expect(json.events[0]?.type).toBe('accepted');
  });

  it('lists what an address leads to, and what is not there', async () => {
    const to = '+15557770001';
    const [first, second] = [await send({ ...SMS, to }), await send({ ...SMS, to })];
    await eventually(async () => {
      const lines = (await tell(to)).trimEnd().split('\n');
      expect(lines).toHaveLength(3);
      expect([lines[1], lines[2]]).toEqual(
        [second, first].map((id) => expect.stringContaining(id) as string),
      );
    });
    const env = { DATABASE_URL: system.database.url, REDIS_URL: 'redis://127.0.0.1:1' };
    expect(await sendstream(['message', 'nobody@example.org'], env)).toMatchObject({
      status: 1,
      stderr: 'There is no message nobody@example.org.\n',
    });
    expect((await sendstream(['message', first], env)).stdout).toContain('queue: Redis does not answer');
  });
});

describe('error codes over HTTP', () => {
  it('are all that are explained', async () => {
    const { body } = await request(system.url).get('/api/v1/error-codes').expect(200);
    expect(body.error_codes.length).toBeGreaterThan(300);
    expect(body.error_codes).toContainEqual({
      ...{ provider: 'twilio', code: '21610', title: 'The recipient has opted out', permanent: true },
      ...{ what_to_do: expect.any(String), source: 'https://www.twilio.com/docs/api/errors/21610' },
    });
  });
});
