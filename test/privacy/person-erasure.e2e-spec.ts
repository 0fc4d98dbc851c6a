import { ProviderEvents } from '#entities';
import {
  ProviderEventIntake,
  ProviderEventReplay,
  Tracking,
  UnfinishedErasures,
  WEBHOOK_QUEUE,
} from '#messaging';
import { Providers } from '#providers';
import { randomUUID } from 'node:crypto';
import { EMAIL, get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { PrivacyTools } from './privacy-tools.js';
import { inboundText, newSid, newsOf } from './twilio-callbacks.js';

const SECRET = 'parse-secret';
const PATIENCE_MS = 30_000;

interface Receipt {
  id: string;
  kind: string;
  status: string;
  counts: Record<string, number>;
}

let system: RunningSystem;
let tools: PrivacyTools;
beforeAll(async () => {
  system = await RunningSystem.start({ SENDGRID_INBOUND_SECRET: SECRET });
  tools = new PrivacyTools(system, '+1555445');
  await system.startProcessor();
});
afterAll(() => system.stop());

/** Asks for an erasure and waits for its end. */
async function erase(body: object): Promise<Receipt> {
  const asked = await tools.api().post('/api/v1/erasures').send(body);
  expect([200, 202]).toContain(asked.status);
  let receipt = asked.body as Receipt;
  await eventually(async () => {
    await system.processors[0]?.get(UnfinishedErasures, { strict: false }).look(0);
    receipt = (await tools.api().get(`/api/v1/erasures/${receipt.id}`).expect(200)).body as Receipt;
    expect(receipt.status).toBe('done');
  }, PATIENCE_MS);
  return receipt;
}

/** Where the address, as it stands in each table and key, would be missed by nobody: the names of them. */
const placesOf = (found: string[]) => [
  ...new Set(found.map((line) => (line.startsWith('redis ') ? line.split(' ')[1] : line.split(':')[0]))),
];

describe('a person who is erased by the number', () => {
  it('is nowhere in PostgreSQL and Redis, and nothing brings anything back', async () => {
    const to = tools.person();
    const digits = to.slice(1);
    await tools.rows(
      `INSERT INTO webhook_endpoints (id, url, events, secret, status) VALUES
       (gen_random_uuid(), 'http://localhost:1', '{message.sent,message.received,message.failed,suppression.created}', 'x', 'paused')`,
    );
    await tools
      .api()
      .post('/api/v1/sender-pools')
      .send({ name: 'erasing', numbers: [{ number: '+15551119999' }] })
      .expect(201);
    const keyed = () =>
      tools
        .api()
        .post('/api/v1/messages/send')
        .set('Idempotency-Key', `code for ${to}`)
        .send({
          ...SMS,
          to,
          body: 'the cassowary is ready',
          metadata: { for: to },
          tags: [`to ${digits}`, 'cassowary'],
          callback_url: `http://localhost:1/told?to=${encodeURIComponent(to)}`,
        });
    const first = (await keyed().expect(201)).body as { id: string; conversation_id: string };
    const { provider_message_id: sid } = await reaches(system.url, first.id, 'delivered', PATIENCE_MS);
    await reaches(system.url, (await send(system.url, { ...SMS, from: 'pool:erasing', to })).id, 'delivered');
    await send(system.url, { ...SMS, to, send_at: new Date(Date.now() + 3_600_000).toISOString() });
    await tools
      .api()
      .post('/api/v1/messages/batch')
      .set('Idempotency-Key', 'a batch')
      .send({
        messages: [
          { ...SMS, to },
          { ...SMS, to: `${to} or so`, body: `refused ${to}` },
        ],
      });
    const said = inboundText(to, 'the bandicoot as well');
    const stop = inboundText(to, 'STOP');
    for (const each of [said, inboundText(to, 'START'), stop]) await tools.post(each).expect(200);
    await tools.post(newsOf(to, sid as string, 'read')).expect(200);
    // Of a message that nobody here knows.
    const stranger = newsOf(to, newSid(), 'delivered');
    await tools.post(stranger).expect(200);
    await tools
      .api()
      .post('/api/v1/suppressions')
      .send({ channel: 'sms', address: to, reason: 'manual', note: `${to} phoned` })
      .expect(201);
    await tools
      .api()
      .post('/api/v1/bulk-actions')
      .send({ action: 'retry', filter: { to, tag: `to ${digits}` } })
      .expect(201);
    await tools
      .api()
      .patch(`/api/v1/conversations/${first.conversation_id}`)
      .send({ title: `with ${to}`, metadata: { to } })
      .expect(200);
    await tools.api().get(`/api/v1/messages?search=${digits}`).expect(200);
    const { redis } = system.redis;
    await redis.set(`rate_limit:to:${to}`, '7');
    const others = tools.eventsOf(newsOf('+15550001111', newSid(), 'delivered'));
    const dead = (data: object) =>
      redis.xadd(`${WEBHOOK_QUEUE}:dead`, '*', 'data', JSON.stringify(data), 'reason', `for ${to}`);
    await dead({
      provider: 'twilio',
      events: [...tools.eventsOf(inboundText(to, 'never stored')), ...others],
    });
    await dead({ provider: 'twilio', webhook_id: randomUUID() });
    const replayed = await tools
      .service(ProviderEvents)
      .since('twilio', { receivedAt: '2000-01-01', id: randomUUID() }, 1_000);
    await eventually(
      async () => expect(placesOf(await tools.tracesOf(`to ${digits}`))).toContain('statistics_counters'),
      PATIENCE_MS,
    );
    const before = placesOf(await tools.tracesOf(digits));
    for (const place of [
      'messages',
      'webhook_events',
      'callbacks',
      'suppressions',
      'idempotency_keys',
      'bulk_actions',
    ])
      expect(before).toContain(place);
    for (const place of [
      'sender_choices',
      'conversation_search',
      `rate_limit:to:${to}`,
      `${WEBHOOK_QUEUE}:dead`,
    ])
      expect(before).toContain(place);

    const receipt = await erase({ address: to.replace('+1555', '+1 (555) ') });
    expect(receipt).toMatchObject({ kind: 'address', counts: { messages: 7, suppressions: 2 } });
    const nothing = () => tools.tracesOf(digits, 'cassowary', 'bandicoot', 'never stored');
    expect(await nothing()).toEqual([]);

    // The same again, what comes late, and what was read before and is applied now.
    for (const each of [said, stop, stranger, newsOf(to, sid as string, 'undelivered')])
      await tools.post(each).expect(200);
    await tools.post(newsOf(to, newSid(), 'delivered'), `?message_id=${first.id}`).expect(200);
    await tools
      .service(Tracking)
      .replay(replayed.filter(({ payload }) => JSON.stringify(payload).includes(digits)));
    await new ProviderEventReplay(tools.service(ProviderEvents), tools.service(Tracking)).run(
      'twilio',
      new Date(0),
    );
    await tools.service(ProviderEventIntake).takeQueued(tools.eventsOf(said), AbortSignal.timeout(5_000));
    expect(await nothing()).toEqual([]);

    // A request that comes again sends nothing again.
    const count = async () => (await tools.rows('SELECT count(*)::int AS count FROM messages'))[0]?.count;
    const messages = await count();
    await keyed();
    expect(await count()).toBe(messages);
    expect(await nothing()).toEqual([]);
    await expect(erase({ address: to })).resolves.toMatchObject({ status: 'done' });
    expect(await nothing()).toEqual([]);

    // The suppression is in force, is found by its address, and ends when the person wishes so.
    const refused = await send(system.url, { ...SMS, to });
    expect(await reaches(system.url, refused.id, 'failed', PATIENCE_MS)).toMatchObject({
      error: { code: 'suppressed' },
    });
    const { body } = await tools.api().get('/api/v1/suppressions').query({ address: to }).expect(200);
    const { suppressions } = body as { suppressions: { id: string; reason: string; note: string | null }[] };
    expect(suppressions.map(({ reason, note }) => ({ reason, note }))).toEqual([
      { reason: 'manual', note: null },
      { reason: 'stop', note: null },
    ]);
    await tools.api().delete(`/api/v1/suppressions/${suppressions[0]?.id}`).expect(204);
    await tools.post(inboundText(to, 'START')).expect(200);
    await reaches(system.url, (await send(system.url, { ...SMS, to })).id, 'delivered', PATIENCE_MS);
    await tools.rows('DELETE FROM webhook_endpoints');
  });

  it('is nowhere where somebody wrote the number with what people put between its digits', async () => {
    const to = tools.person();
    const digits = to.slice(1);
    const written = `+1 (${to.slice(2, 5)}) ${to.slice(5, 8)}\u2011${to.slice(8)}`;
    const dotted = `${to.slice(2, 5)}.${to.slice(5, 8)}.${to.slice(8)}`;
    const said = { ...SMS, to, tags: [`to 1-${dotted}`] };
    const sent = () =>
      tools.api().post('/api/v1/messages/send').set('Idempotency-Key', `for +1 ${dotted}`).send(said);
    const { id } = (await sent().expect(201)).body as { id: string };
    await reaches(system.url, id, 'delivered', PATIENCE_MS);
    const later = [{ search: written }, { to: written }, { search: `1 ${dotted}` }];
    for (const filter of later)
      await tools.api().post('/api/v1/bulk-actions').send({ action: 'retry', filter }).expect(201);
    const wife = { channel: 'sms', address: '+15550001112', reason: 'manual', note: `wife of ${written}` };
    await tools.api().post('/api/v1/suppressions').send(wife).expect(201);
    const neighbour = `+1 ${dotted}7`;
    await tools
      .api()
      .post('/api/v1/bulk-actions')
      .send({ action: 'retry', filter: { search: neighbour } })
      .expect(201);
    await eventually(
      async () => expect(placesOf(await tools.tracesOf(`to 1-${dotted}`))).toContain('statistics_counters'),
      PATIENCE_MS,
    );
    await erase({ address: to });
    const found = await tools.tracesOf(digits, written, dotted);
    expect(found.map((line) => line.includes(neighbour) || line)).toEqual([true]);
    const again = await sent();
    expect(again.body).toMatchObject({ status: 404 });
  });

  it('is not counted as a sender whose messages failed', async () => {
    const from = tools.person();
    const { id } = await send(system.url, { ...SMS, from, to: '+15005550001' });
    await reaches(system.url, id, 'failed', PATIENCE_MS);
    await eventually(
      async () => expect(placesOf(await tools.tracesOf(from))).toContain('statistics_failures'),
      PATIENCE_MS,
    );
    const count = () =>
      tools.rows("SELECT sum(count)::int AS failed FROM statistics_failures WHERE step = 'hour'");
    const before = await count();
    await erase({ address: from });
    expect(await tools.tracesOf(from.slice(1))).toEqual([]);
    expect(await count()).toEqual(before);
  });

  it('is told apart from another whose number begins with the same digits', async () => {
    const one = tools.person();
    const other = `${one}1`;
    const event = newsOf(other, newSid(), 'delivered');
    await tools.post(event).expect(200);
    await tools.post(newsOf(one, newSid(), 'delivered')).expect(200);
    await erase({ address: one });
    expect(
      await tools.rows("SELECT payload->>'To' AS to FROM webhook_events WHERE payload->>'To' LIKE $1", [
        `${one}%`,
      ]),
    ).toEqual([{ to: other }]);
  });

  it('is written to no more: what waits is canceled, and what is being sent is waited for', async () => {
    const to = tools.person();
    const waiting = await send(system.url, {
      ...SMS,
      to,
      send_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const sending = await send(system.url, {
      ...SMS,
      to,
      send_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await tools.rows(
      `UPDATE messages SET status = 'sending', lease_token = gen_random_uuid(), lease_expires_at = now() + interval '1 hour',
              due_at = now() + interval '1 hour' WHERE id = $1`,
      [sending.id],
    );
    const asked = await tools.api().post('/api/v1/erasures').send({ address: to }).expect(202);
    expect(asked.body).toMatchObject({ status: 'running', counts: { canceled: 1 } });
    expect(asked.headers.location).toBe(`/api/v1/erasures/${(asked.body as Receipt).id}`);
    await tools.api().get(`/api/v1/messages/${waiting.id}`).expect(404);
    expect((await get(system.url, sending.id)).status).toBe('sending');
    // The same wish while it runs is the same erasure.
    const again = await tools.api().post('/api/v1/erasures').send({ address: to }).expect(202);
    expect((again.body as Receipt).id).toBe((asked.body as Receipt).id);
    await tools.rows("UPDATE messages SET status = 'failed', lease_token = NULL WHERE id = $1", [sending.id]);
    await erase({ address: to });
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
  });

  it('goes on where it was when its api has died', async () => {
    const to = tools.person();
    const { id } = await send(system.url, { ...SMS, to });
    await reaches(system.url, id, 'delivered', PATIENCE_MS);
    const receipt = randomUUID();
    await tools.rows(
      `INSERT INTO erasure_receipts (id, kind, subject, subject_hash, requested_at, updated_at)
       VALUES ($1, 'address', $2, '\\x00', now() - interval '1 minute', now() - interval '1 minute')`,
      [receipt, to],
    );
    await system.processors[0]?.get(UnfinishedErasures, { strict: false }).look(15);
    const { body } = await tools.api().get(`/api/v1/erasures/${receipt}`).expect(200);
    expect(body).toMatchObject({ status: 'done', counts: { messages: 1 } });
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
  });
});

describe('a person who is erased by the mail address', () => {
  it('is nowhere, neither with his files nor among the copies of mails to others', async () => {
    const address = 'blocked+gone@simulator.sendstream.test';
    const mail = await send(system.url, {
      ...EMAIL,
      to: `Gone <${address}>`,
      subject: 'potoroo',
      body: 'A potoroo',
    });
    await reaches(system.url, mail.id, 'failed', PATIENCE_MS);
    const copied = await send(system.url, {
      ...EMAIL,
      to: 'other@example.org',
      cc: [address, 'third@example.org'],
      bcc: [`Bcc <${address}>`],
      reply_to: address,
      callback_url: 'http://localhost:1/told',
    });
    await reaches(system.url, copied.id, 'delivered', PATIENCE_MS);
    await tools
      .api()
      .post(`/api/v1/webhooks/sendgrid/inbound/${SECRET}`)
      .field('headers', `Message-ID: <bettong@mail.example>\nFrom: ${address}`)
      .field('from', address)
      .field('to', 'shop@example.com')
      .field('text', 'the bettong')
      .attach('attachment1', Buffer.from('bytes of the kowari'), 'kowari.bin')
      .expect(200);
    await eventually(
      async () => expect((await tools.tracesOf('kowari')).length).toBeGreaterThan(1),
      PATIENCE_MS,
    );
    const { counts } = await erase({ address: address.toUpperCase().replace('@SIMULATOR', '@simulator') });
    expect(counts).toMatchObject({ messages: 2, copies: 1 });
    expect(
      await tools.tracesOf(address, encodeURIComponent(address), 'potoroo', 'bettong', 'kowari'),
    ).toEqual([]);
    expect(await get(system.url, copied.id)).toMatchObject({
      cc: ['third@example.org'],
      bcc: [],
      reply_to: null,
    });

    // What is told late of the erased mail suppresses the address, and does not keep it.
    const tell = async (...events: object[]) => {
      const rawBody = Buffer.from(JSON.stringify(events));
      const reports = tools
        .service(Providers)
        .byName('sendgrid')
        ?.parseWebhook({ url: '', headers: {}, rawBody });
      await tools.service(ProviderEventIntake).take('sendgrid', reports ?? []);
    };
    await tell({ email: address, event: 'spamreport', sg_event_id: 'late', message_id: mail.id });
    expect(await tools.tracesOf(address)).toEqual([]);
    const refused = await send(system.url, { ...EMAIL, to: address });
    expect(await reaches(system.url, refused.id, 'failed', PATIENCE_MS)).toMatchObject({
      error: { code: 'suppressed' },
    });
  });
});

describe('a wish to erase', () => {
  it('names one subject that can be one', async () => {
    const reason = async (body: object) => {
      const answer = await tools.api().post('/api/v1/erasures').send(body).expect(422);
      return (answer.body as { errors: { field: string }[] }).errors.map(({ field }) => field);
    };
    expect(await reason({})).toEqual(['address']);
    expect(await reason({ address: 'nobody' })).toEqual(['address']);
    expect(await reason({ conversation_id: 'none' })).toEqual(['conversation_id']);
    expect(await reason({ address: SMS.to, conversation_id: randomUUID() })).toEqual(['address']);
    await tools.api().post('/api/v1/erasures').send({ conversation_id: randomUUID() }).expect(404);
    await tools.api().get(`/api/v1/erasures/${randomUUID()}`).expect(404);
  });

  it('erases a conversation with what waits in it, and answers the same receipt afterwards', async () => {
    const to = tools.person();
    const { conversation_id: conversation } = await send(system.url, {
      ...SMS,
      to,
      send_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const receipt = await erase({ conversation_id: conversation });
    expect(receipt).toMatchObject({
      kind: 'conversation',
      counts: { conversations: 1, messages: 1, canceled: 1 },
    });
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
    expect((await erase({ conversation_id: conversation })).id).toBe(receipt.id);
  });

  it('is recorded, and does not say whose it was', async () => {
    const to = tools.person();
    const { id } = await erase({ address: to });
    const { body } = await tools
      .api()
      .get('/api/v1/audit-events')
      .query({ action: 'erasure.create', object_id: id })
      .expect(200);
    const { audit_events: events } = body as { audit_events: object[] };
    expect(events).toMatchObject([
      { object: { kind: 'erasure', id }, after: { kind: 'address', status: 'done' } },
    ]);
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
  });
});
