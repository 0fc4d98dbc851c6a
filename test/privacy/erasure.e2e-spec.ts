import { SANDBOX_CREDENTIALS } from '#config';
import { AttemptMatches, Database, type StoredEvent, ProviderEvents } from '#entities';
import {
  Tracking,
  UnfinishedErasures,
  WEBHOOK_QUEUE,
  ProviderEventIntake,
  ProviderEventReplay,
} from '#messaging';
import { Providers } from '#providers';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import request from 'supertest';
import twilio from 'twilio';
import { EMAIL, get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { PrivacyTools } from './privacy-tools.js';
import { inboundText, newSid, newsOf } from './twilio-callbacks.js';

const SECRET = 'parse-secret';
const OURS = SMS.from;
const WEBHOOK = '/api/v1/webhooks/twilio';

let system: RunningSystem;
let tools: PrivacyTools;
beforeAll(async () => {
  system = await RunningSystem.start({ SENDGRID_INBOUND_SECRET: SECRET });
  tools = new PrivacyTools(system, '+1555444');
  await system.startProcessor();
});
afterAll(() => system.stop());

const text = inboundText;
const news = newsOf;

/** PostgreSQL is there again, and the api has noticed. */
async function restored(): Promise<void> {
  system.databaseProxy.restore();
  await eventually(async () => void (await tools.post(text(tools.person(), 'STOP')).expect(200)));
}

const erase = (id: unknown) =>
  request(system.url).delete(`/api/v1/conversations/${id as string}?hard_delete=true`);
const conversationsOf = (address: string) =>
  tools.rows('SELECT id FROM conversations WHERE participant_from = $1 OR participant_to = $1', [address]);

describe('a conversation that is erased', () => {
  it('leaves nothing of its numbers and words, and nothing brings it back', async () => {
    const to = tools.person();
    const [{ id: endpoint }] = (await tools.rows(
      `INSERT INTO webhook_endpoints (id, url, events, secret, status)
       VALUES (gen_random_uuid(), 'http://localhost:1', '{message.sent,message.received,suppression.created}', 'x', 'paused')
       RETURNING id`,
    )) as [{ id: string }];
    const sent = await request(system.url)
      .post('/api/v1/messages/send')
      .set('Idempotency-Key', 'erased one')
      .send({ ...SMS, to, body: 'the wombat is ready', metadata: { for: to }, tags: ['wombat'] })
      .expect(201);
    const { id, conversation_id: conversation } = sent.body as { id: string; conversation_id: string };
    const { provider_message_id } = await reaches(system.url, id, 'delivered');
    const sid = provider_message_id as string;
    const start = text(to, 'START');
    const said = text(to, 'the echidna as well');
    await tools.post(text(to, 'STOP')).expect(200);
    for (const each of [said, start]) await tools.post(each).expect(200);
    // Known by the provider's id alone, and by ours alone.
    await tools.post(news(to, sid, 'read')).expect(200);
    await tools.post(news(to, newSid(), 'sent'), `?message_id=${id}`).expect(200);
    await tools.rows("UPDATE callbacks SET status = 'delivered' WHERE type = 'suppression.created'");
    const { redis } = system.redis;
    const dead = (queue: string, data: object) =>
      redis.xadd(
        `${queue}:dead`,
        '*',
        'data',
        JSON.stringify(data),
        'reason',
        `failed for ${to}`,
        'deliveries',
        '5',
      );
    const other = tools.eventsOf(news(OURS, newSid(), 'delivered'));
    await dead('message_queue:sms', { message_id: id });
    await dead(WEBHOOK_QUEUE, {
      provider: 'twilio',
      events: [...tools.eventsOf(news(to, sid, 'failed')), ...other],
    });
    await dead(WEBHOOK_QUEUE, { provider: 'twilio', events: tools.eventsOf(said) });
    const replayed = await tools
      .service(ProviderEvents)
      .since('twilio', { receivedAt: '2000-01-01', id: randomUUID() }, 1_000);
    expect(replayed.some(({ inbound }) => inbound)).toBe(true);
    expect((await tools.tracesOf(to)).length).toBeGreaterThan(10);

    await erase(conversation).expect(204);
    const nothing = () => tools.tracesOf(to, to.slice(1), 'wombat', 'echidna');
    expect(await nothing()).toEqual([]);
    expect((await redis.xrange(`${WEBHOOK_QUEUE}:dead`, '-', '+')).map(([, fields]) => fields[1])).toEqual([
      JSON.stringify({ provider: 'twilio', events: other }),
    ]);

    // The same again, later news, and what our own tool had read before.
    for (const each of [said, start, news(to, sid, 'sent'), news(to, sid, 'undelivered')])
      await tools.post(each).expect(200);
    await tools.post(news(to, newSid(), 'delivered'), `?message_id=${id}`).expect(200);
    await tools
      .service(Tracking)
      .replay(replayed.filter(({ payload }) => JSON.stringify(payload).includes(to)));
    await new ProviderEventReplay(tools.service(ProviderEvents), tools.service(Tracking)).run(
      'twilio',
      new Date(0),
    );
    await tools.service(ProviderEventIntake).takeQueued(tools.eventsOf(said), AbortSignal.timeout(5_000));
    expect(await nothing()).toEqual([]);
    await request(system.url).get(`/api/v1/messages/${id}`).expect(404);
    await erase(conversation).expect(404);
    // An equal message is not taken for the one that the provider still has.
    const mine = { id: randomUUID(), attemptId: randomUUID() };
    expect(await tools.service(AttemptMatches).unmatched('twilio', [sid, 'other'], mine)).toEqual(['other']);
    // What is new is taken: it is no event of what was erased.
    await tools.post(text(to, 'Hello again')).expect(200);
    expect(await conversationsOf(to)).toHaveLength(1);
    await tools.rows('DELETE FROM webhook_endpoints WHERE id = $1', [endpoint]);
    await redis.del(`${WEBHOOK_QUEUE}:dead`);
  });

  it('leaves nothing of mails, their files and their bounces; who wants no more is still heard', async () => {
    const address = 'blocked+erasure@simulator.sendstream.test';
    const mail = await send(system.url, {
      ...EMAIL,
      to: address,
      subject: 'numbat',
      body: 'A numbat for you',
    });
    await reaches(system.url, mail.id, 'failed');
    await request(system.url)
      .post(`/api/v1/webhooks/sendgrid/inbound/${SECRET}`)
      .field('headers', `Message-ID: <quokka@mail.example>\nFrom: ${address}`)
      .field('from', address)
      .field('to', 'shop@example.com')
      .field('text', 'the quokka')
      .attach('attachment1', Buffer.from('bytes of the bilby'), 'bilby.bin')
      .expect(200);
    await eventually(async () => expect((await tools.tracesOf('bilby')).length).toBeGreaterThan(1));
    const found = await conversationsOf(address);
    const [{ provider_message_id: name }] = (await tools.rows(
      'SELECT provider_message_id FROM messages WHERE id = $1',
      [mail.id],
    )) as [{ provider_message_id: string }];
    for (const { id } of found) await erase(id).expect(204);
    expect(await tools.tracesOf(address, 'numbat', 'quokka', 'bilby')).toEqual([]);

    const tell = async (...events: object[]) => {
      const rawBody = Buffer.from(JSON.stringify(events));
      const provider = tools.service(Providers).byName('sendgrid');
      const reports = provider?.parseWebhook({ url: '', headers: {}, rawBody }) ?? [];
      await tools.service(ProviderEventIntake).take('sendgrid', reports);
    };
    const event = {
      email: address,
      sg_message_id: `${name}.filter`,
      sg_event_id: 'late',
      message_id: mail.id,
    };
    const complaint = { ...event, event: 'spamreport' };
    await tell(complaint, { ...event, sg_event_id: 'later', event: 'open' });
    expect(await tools.rows('SELECT reason FROM suppressions WHERE address = $1', [address])).toEqual([
      { reason: 'complaint' },
    ]);
    expect((await tools.tracesOf(address)).map((line) => line.split(':')[0])).toEqual(['suppressions']);
    await tools.rows('DELETE FROM suppressions WHERE address = $1', [address]);
    await tell(complaint);
    expect(await tools.tracesOf(address)).toEqual([]);
  });

  it('comes to its end whatever else is dead', async () => {
    const odd = { id: randomUUID(), provider: 7, eventId: null, providerMessageId: {}, messageId: 'none' };
    const data = JSON.stringify({ events: [odd] });
    const { redis } = system.redis;
    await redis.xadd(`${WEBHOOK_QUEUE}:dead`, '*', 'data', data, 'reason', 'odd', 'deliveries', '5');
    const { conversation_id: conversation, id } = await send(system.url, { ...SMS, to: tools.person() });
    await reaches(system.url, id, 'delivered');
    await erase(conversation).expect(204);
    expect((await redis.xrange(`${WEBHOOK_QUEUE}:dead`, '-', '+')).map(([, fields]) => fields[1])).toEqual([
      data,
    ]);
    await redis.del(`${WEBHOOK_QUEUE}:dead`);
  });

  it('goes in steps, also when it is large, and without the answers to what is stored unapplied', async () => {
    const to = tools.person();
    const { conversation_id: conversation, id } = await send(system.url, { ...SMS, to });
    const { provider_message_id: sid } = await reaches(system.url, id, 'delivered');
    await tools.rows(
      `WITH more AS (
         INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider)
         SELECT gen_random_uuid(), $1, 'outbound', 'sms', 'delivered', $2, $3, 'x', 'twilio' FROM generate_series(1, 2500)
         RETURNING *)
       INSERT INTO message_index_tail
       SELECT id, conversation_id, created_at, direction, type, from_address, to_address, tags, parent_id FROM more`,
      [conversation, OURS, to],
    );
    // The recipient's will that is stored, and not in force yet.
    await tools.rows(
      `INSERT INTO webhook_events (id, provider, event_id, kind, provider_status, provider_message_id, payload, consent)
       VALUES (gen_random_uuid(), 'twilio', 'unapplied', 'failed', 'failed', $1, jsonb_build_object('To', $2::text),
               jsonb_build_object('change', 'suppress', 'channel', 'sms', 'address', $2::text, 'sender', $3::text,
                                  'reason', 'stop'))`,
      [sid, to, OURS],
    );
    await erase(conversation).expect(204);
    expect((await tools.tracesOf(to)).map((line) => line.split(':')[0])).toEqual(['suppressions']);
  });

  it('waits for an event that is being stored meanwhile', async () => {
    const to = tools.person();
    const { conversation_id: conversation, id } = await send(system.url, { ...SMS, to });
    const { provider_message_id: sid } = await reaches(system.url, id, 'delivered');
    const [{ marks: before }] = (await tools.rows('SELECT count(*)::int AS marks FROM erased')) as [
      { marks: number },
    ];
    const steps = new EventEmitter();
    const stored = once(steps, 'stored');
    const storing = tools.service(Database).transaction(async (on) => {
      const [event] = tools.eventsOf(news(to, sid as string, 'read'));
      await tools.service(ProviderEvents).record([event as StoredEvent], { applied: true }, on);
      const ended = once(steps, 'end');
      steps.emit('stored');
      await ended;
    });
    await stored;
    const erasing = erase(conversation).then(({ status }) => status);
    await eventually(async () =>
      expect((await tools.rows('SELECT 1 FROM erased')).length).toBeGreaterThan(before),
    );
    steps.emit('end');
    await storing;
    expect(await erasing).toBe(204);
    expect(await tools.tracesOf(to)).toEqual([]);
  });

  it('is gone at once while one of its messages is in use, and the rest follows', async () => {
    const to = tools.person();
    const { conversation_id: conversation, id } = await send(system.url, { ...SMS, to });
    await reaches(system.url, id, 'delivered');
    const client = await system.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM messages WHERE id = $1 FOR UPDATE', [id]);
      await erase(conversation).expect(202);
      await request(system.url)
        .get(`/api/v1/conversations/${conversation as string}`)
        .expect(404);
      expect((await get(system.url, id)).id).toBe(id);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await system.processors[0]?.get(UnfinishedErasures, { strict: false }).look(0);
    expect(await tools.tracesOf(to)).toEqual([]);
    expect(await tools.rows('SELECT 1 FROM erasures')).toEqual([]);
  });

  it('leaves nothing of callbacks that came while PostgreSQL was away', async () => {
    const to = tools.person();
    await system.admin.pause(WEBHOOK_QUEUE);
    system.databaseProxy.cut();
    await tools.post(text(to, 'through the queue')).expect(200);
    await restored();
    expect(await tools.tracesOf(to)).toEqual([expect.stringContaining(`redis ${WEBHOOK_QUEUE} `)]);
    await system.admin.resume(WEBHOOK_QUEUE);
    await eventually(async () => expect(await conversationsOf(to)).toHaveLength(1));
    await eventually(async () => expect((await tools.tracesOf(to)).join()).not.toContain('redis'));
    const [conversation] = await conversationsOf(to);
    await erase(conversation?.id).expect(204);
    expect(await tools.tracesOf(to)).toEqual([]);
  });
});

describe('a STOP', () => {
  const suppressed = async (address: string) =>
    (await tools.rows('SELECT 1 FROM suppressions WHERE address = $1', [address])).length > 0;

  it('is lifted by no START that was there before, in whatever way it comes again', async () => {
    const from = tools.person();
    const start = text(from, 'START');
    await tools.post(text(from, 'STOP')).expect(200);
    await tools.post(start).expect(200);
    expect(await suppressed(from)).toBe(false);
    await tools.post(text(from, 'STOP')).expect(200);
    // Once more, and cut in another way: one sid with what follows it.
    await tools.post(start).expect(200);
    const { NumMedia, ...rest }: Record<string, string> = {
      AccountSid: SANDBOX_CREDENTIALS.twilioAccountSid,
      ApiVersion: '2010-04-01',
      ...start,
    };
    const glued = { ...rest, MessageSid: `${rest.MessageSid}NumMedia${NumMedia}` };
    const signature = twilio.getExpectedTwilioSignature(
      SANDBOX_CREDENTIALS.twilioAuthToken,
      system.url + WEBHOOK,
      { ...rest, NumMedia },
    );
    await request(system.url)
      .post(WEBHOOK)
      .type('form')
      .set('X-Twilio-Signature', signature)
      .send(glued)
      .expect(403);
    const replay = new ProviderEventReplay(tools.service(ProviderEvents), tools.service(Tracking));
    await replay.run('twilio', new Date(0));
    expect(await suppressed(from)).toBe(true);
    await tools.post(text(from, 'START')).expect(200);
    expect(await suppressed(from)).toBe(false);
  });

  it('is lifted by no START that is applied late', async () => {
    const from = tools.person();
    await tools.post(text(from, 'STOP')).expect(200);
    await system.admin.pause(WEBHOOK_QUEUE);
    system.databaseProxy.cut();
    await tools.post(text(from, 'START')).expect(200);
    await restored();
    // Once more, and later than the START that waits.
    await tools.post(text(from, 'STOP')).expect(200);
    await system.admin.resume(WEBHOOK_QUEUE);
    await eventually(async () => {
      const events = await tools.rows(
        "SELECT payload->>'Body' AS body FROM webhook_events WHERE payload->>'From' = $1",
        [from],
      );
      expect(events.map(({ body }) => body)).toContain('START');
    }, 20_000);
    expect(await suppressed(from)).toBe(true);
  });

  it('of a mail is lifted by what is newer by the clock of its provider', async () => {
    const email = 'resubscribed@example.org';
    const now = Math.floor(Date.now() / 1_000);
    const tell = async (event: string, ago: number) => {
      const told = { email, event, timestamp: now - ago, sg_event_id: randomUUID() };
      const rawBody = Buffer.from(JSON.stringify([told]));
      const reports = tools
        .service(Providers)
        .byName('sendgrid')
        ?.parseWebhook({ url: '', headers: {}, rawBody });
      await tools.service(ProviderEventIntake).take('sendgrid', reports ?? []);
    };
    await tell('group_unsubscribe', 60);
    await tell('group_resubscribe', 90);
    await tell('group_unsubscribe', 30);
    await tell('group_resubscribe', 45);
    expect(await suppressed(email)).toBe(true);
    await tell('group_resubscribe', 10);
    expect(await suppressed(email)).toBe(false);
  });
});
