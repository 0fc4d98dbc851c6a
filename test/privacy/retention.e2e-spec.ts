import { loadSettings, ProcessorSettings } from '#config';
import { RetentionProgress, RetentionRows } from '#entities';
import { RetentionWork } from '#messaging';
import { Metrics } from '#observability';
import { randomUUID } from 'node:crypto';
import { EMAIL, get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { aged } from './aged.js';
import { PrivacyTools } from './privacy-tools.js';
import { inboundText, newSid, newsOf } from './twilio-callbacks.js';

let system: RunningSystem;
let tools: PrivacyTools;
beforeAll(async () => {
  system = await RunningSystem.start({ REDACT_AFTER_FINAL: 'true' });
  tools = new PrivacyTools(system, '+1555447');
  await system.startProcessor();
});
afterAll(() => system.stop());

const PATIENCE_MS = 30_000;
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

/** One pass of everything with these settings, from the beginning; answers the metrics. */
async function retain(variables: Record<string, string>): Promise<string> {
  await tools.rows('DELETE FROM retention_progress');
  const settings = loadSettings(ProcessorSettings, { ...system.variables, ...variables });
  const metrics = new Metrics();
  await new RetentionWork(
    settings,
    tools.service(RetentionRows),
    tools.service(RetentionProgress),
    metrics,
  ).run();
  return metrics.text();
}

/** A text that was delivered, and is in the index. */
async function delivered(to: string, fields: object = {}) {
  const message = await send(system.url, { ...SMS, to, ...fields });
  await reaches(system.url, message.id, 'delivered', PATIENCE_MS);
  await indexed(message.id);
  return message;
}

const indexed = (id: string) =>
  eventually(
    async () =>
      expect(await tools.rows('SELECT 1 FROM message_index WHERE message_id = $1', [id])).toHaveLength(1),
    PATIENCE_MS,
  );

const received = async (from: string, words: string): Promise<string> => {
  await tools.post(inboundText(from, words)).expect(200);
  const [row] = await tools.rows('SELECT id FROM messages WHERE from_address = $1 ORDER BY id DESC', [from]);
  const id = row?.id as string;
  await indexed(id);
  return id;
};

describe('what is kept for so many days', () => {
  it('is nothing unless somebody says so', async () => {
    const { id } = await delivered(tools.person());
    const old = await aged(system, id, 3_000);
    expect(await retain({})).not.toContain('retention_rows_total{');
    expect((await get(system.url, old)).body).toBe(SMS.body);
  });

  it('is of texts gone after that, out of the search and of what providers told too', async () => {
    const [one, other] = [tools.person(), tools.person()];
    const ids = [
      await aged(system, (await delivered(one, { body: 'the gecko' })).id, 40),
      await aged(system, await received(one, 'a gecko too'), 40),
    ];
    const young = (await delivered(other, { body: 'the gecko is young' })).id;
    const waiting = (
      await send(system.url, { ...SMS, to: other, body: 'the gecko waits', send_at: IN_AN_HOUR() })
    ).id;
    await indexed(waiting);
    const late = await aged(system, waiting, 40);
    const metrics = await retain({ BODY_RETENTION_DAYS: '30' });
    expect(metrics).toMatch(/sendstream_retention_rows_total\{kind="bodies"\} [2-9]/);
    expect(metrics).toContain('sendstream_retention_passed_timestamp_seconds{kind="bodies"}');
    for (const id of ids)
      expect(await get(system.url, id)).toMatchObject({ body: '', from: expect.anything() });
    expect(await get(system.url, young)).toMatchObject({ body: 'the gecko is young' });
    expect(await get(system.url, late)).toMatchObject({ body: 'the gecko waits', status: 'scheduled' });
    const found = await tools.api().get('/api/v1/messages?search=gecko').expect(200);
    expect((found.body as { messages: { id: string }[] }).messages.map(({ id }) => id).sort()).toEqual(
      [young, late].sort(),
    );
    expect(await tools.tracesOf('a gecko too')).toEqual([]);
    await tools.api().post(`/api/v1/messages/${ids[0]}/retry`).expect(400);
  });

  it('is of addresses gone after that, of their conversation too, and a new message opens another', async () => {
    const to = tools.person();
    const metadata = { order: 7, phone: to, owner: { phones: [Number(to.slice(1))] }, [to]: 'theirs' };
    const { body } = await tools
      .api()
      .post('/api/v1/messages/send')
      .set('X-Request-Id', `signup-${to.slice(1)}`)
      .send({ ...SMS, to, metadata, callback_url: 'http://localhost:1/told' })
      .expect(201);
    const { id, conversation_id: conversation } = body as { id: string; conversation_id: string };
    await reaches(system.url, id, 'delivered', PATIENCE_MS);
    await indexed(id);
    const sent = await aged(system, id, 100);
    await aged(system, await received(to, 'hello'), 100);
    await tools.rows(
      `UPDATE conversations SET last_message_at = now() - interval '100 days', id = $2, title = $3, metadata = $4 WHERE id = $1`,
      [conversation, '01800000-0000-7000-8000-000000000001', `about ${to}`, { phone: to, vip: true }],
    );
    await tools.rows('UPDATE conversation_search SET conversation_id = $2 WHERE conversation_id = $1', [
      conversation,
      '01800000-0000-7000-8000-000000000001',
    ]);
    await retain({ ADDRESS_RETENTION_DAYS: '90' });
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
    expect(await get(system.url, sent)).toMatchObject({
      metadata: { order: 7, phone: 'redacted', owner: 'redacted' },
    });
    expect(await tools.rows("SELECT title, metadata FROM conversations WHERE metadata ? 'vip'")).toEqual([
      { title: null, metadata: { vip: true, phone: 'redacted' } },
    ]);
    expect((await delivered(to)).conversation_id).not.toBe(conversation);
  });

  it('is of addresses gone out of the filters of bulk actions that are done', async () => {
    const [to, other] = [tools.person(), tools.person()];
    for (const address of [to, other])
      await tools
        .api()
        .post('/api/v1/bulk-actions')
        .send({ action: 'retry', filter: { to: address, status: 'failed', tag: 'alpaca' } })
        .expect(201);
    await eventually(
      async () =>
        expect(
          await tools.rows("SELECT 1 FROM bulk_actions WHERE filter->>'tag' = 'alpaca' AND status = 'done'"),
        ).toHaveLength(2),
      PATIENCE_MS,
    );
    await tools.rows(
      `UPDATE bulk_actions SET finished_at = now() - interval '100 days', id = '01800000-0000-7000-8000-000000000003'
        WHERE filter->>'to' = $1`,
      [to],
    );
    await retain({ ADDRESS_RETENTION_DAYS: '90' });
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
    expect(
      await tools.rows("SELECT filter FROM bulk_actions WHERE filter->>'tag' = 'alpaca' ORDER BY id"),
    ).toEqual([
      { filter: { status: 'failed', tag: 'alpaca' } },
      { filter: { to: other, status: 'failed', tag: 'alpaca' } },
    ]);
  });

  it('is of whole messages nothing left, save what is not at its end', async () => {
    const to = tools.person();
    const { id, conversation_id: conversation } = await delivered(to, { body: 'the skink' });
    const event = newsOf(to, newSid(), 'delivered');
    await tools.post(event).expect(200);
    const [stray] = await tools.rows("SELECT id FROM webhook_events WHERE payload->>'MessageSid' = $1", [
      event.MessageSid,
    ]);
    await aged(system, stray?.id as string, 20);
    await aged(system, id, 20);
    const scheduled = await send(system.url, { ...SMS, to, send_at: IN_AN_HOUR() });
    await indexed(scheduled.id);
    const waiting = await aged(system, scheduled.id, 20);
    await retain({ MESSAGE_RETENTION_DAYS: '10' });
    expect(await tools.tracesOf('skink')).toEqual([]);
    expect(await tools.rows('SELECT id FROM messages WHERE to_address = $1', [to])).toEqual([
      { id: waiting },
    ]);
    expect(await tools.rows("SELECT 1 FROM webhook_events WHERE payload->>'To' = $1", [to])).toEqual([]);
    // Its conversation is kept as long as there is a message, or its own time is not over.
    await tools.rows(
      "UPDATE conversations SET last_message_at = now() - interval '20 days', id = $2 WHERE id = $1",
      [conversation, '01800000-0000-7000-8000-000000000002'],
    );
    for (const table of ['messages', 'message_index', 'message_index_tail', 'conversation_search'])
      await tools.rows(`UPDATE ${table} SET conversation_id = $2 WHERE conversation_id = $1`, [
        conversation,
        '01800000-0000-7000-8000-000000000002',
      ]);
    await retain({ CONVERSATION_RETENTION_DAYS: '10' });
    expect(await tools.rows('SELECT id FROM messages WHERE to_address = $1', [to])).toHaveLength(1);
    await tools.api().post(`/api/v1/messages/${waiting}/cancel`).expect(200);
    await retain({ CONVERSATION_RETENTION_DAYS: '10' });
    // Nothing is to be sent in it any more, and its last message is old.
    expect(await tools.rows('SELECT id FROM messages WHERE to_address = $1', [to])).toEqual([]);
    expect(await tools.tracesOf(to.slice(1))).toEqual([]);
  });

  it('is of timelines, attachments and payloads the same, each by itself', async () => {
    const mail = await send(system.url, { ...EMAIL, attachments: [`${system.sandbox.url}/health`] });
    await reaches(system.url, mail.id, 'delivered', PATIENCE_MS);
    const id = await aged(system, mail.id, 9);
    await retain({
      EVENT_RETENTION_DAYS: '5',
      ATTACHMENT_RETENTION_DAYS: '5',
      PROVIDER_PAYLOAD_RETENTION_DAYS: '5',
    });
    expect(await get(system.url, id)).toMatchObject({ attachments: [], body: EMAIL.body, to: EMAIL.to });
    expect((await tools.api().get(`/api/v1/messages/${id}/events`).expect(200)).body).toEqual({ events: [] });
    const events = await tools.rows('SELECT payload FROM webhook_events WHERE message_id = $1', [id]);
    expect(events.length).toBeGreaterThan(0);
    expect(events.every(({ payload }) => JSON.stringify(payload) === '{}')).toBe(true);
  });

  it('is looked through again only where something was left', async () => {
    await tools.rows('DELETE FROM messages');
    await tools.rows(
      `INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider, updated_at, due_at)
       SELECT ('01800000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), 'outbound', 'sms',
              CASE n WHEN 1200 THEN 'sending' ELSE 'delivered' END, '+1', '+2', 'x', 'twilio', now() - interval '99 days',
              CASE n WHEN 1200 THEN now() + interval '1 hour' END
         FROM generate_series(1, 1800) AS n`,
    );
    await retain({ BODY_RETENTION_DAYS: '30' });
    expect(await tools.rows("SELECT status FROM messages WHERE body = 'x'")).toEqual([{ status: 'sending' }]);
    expect(await tools.rows("SELECT position::text FROM retention_progress WHERE kind = 'bodies'")).toEqual([
      { position: '01800000-0000-7000-8000-000000001150' },
    ]);
  });

  it('is removed by one process at a time', async () => {
    const progress = tools.service(RetentionProgress);
    const [one, other] = [randomUUID(), randomUUID()];
    expect(await progress.hold(one, 60)).toBe(true);
    expect(await progress.hold(other, 60)).toBe(false);
    expect(await progress.hold(one, 60)).toBe(true);
    await progress.release(one);
    expect(await progress.hold(other, 0)).toBe(true);
    await eventually(async () => expect(await progress.hold(one, 60)).toBe(true));
    await progress.release(one);
    // And by a processor by itself.
    const { id } = await delivered(tools.person());
    const old = await aged(system, id, 50);
    await system.startProcessor({ BODY_RETENTION_DAYS: '30' });
    await eventually(async () => expect((await get(system.url, old)).body).toBe(''), 30_000);
  });
});

describe('the text of a code', () => {
  const KEPT = { priority: 'code', callback_url: 'http://localhost:1/told' };

  it('is gone everywhere as soon as it is delivered, and that of others stays', async () => {
    const { id } = await send(system.url, { ...SMS, ...KEPT, to: tools.person(), body: 'the axolotl 4711' });
    const other = await delivered(tools.person(), { body: 'the salamander' });
    expect(await reaches(system.url, id, 'delivered', PATIENCE_MS)).toMatchObject({ body: '' });
    expect(await tools.tracesOf('axolotl')).toEqual([]);
    expect((await get(system.url, other.id)).body).toBe('the salamander');
  });

  it('is gone when it has failed or was canceled, and it is not sent again', async () => {
    const to = tools.person();
    await tools
      .api()
      .post('/api/v1/suppressions')
      .send({ channel: 'sms', address: to, reason: 'manual' })
      .expect(201);
    const failed = await send(system.url, { ...SMS, ...KEPT, to, body: 'the axolotl 4712' });
    await reaches(system.url, failed.id, 'failed');
    const canceled = await send(system.url, {
      ...SMS,
      ...KEPT,
      to,
      body: 'the axolotl 4713',
      send_at: IN_AN_HOUR(),
    });
    await tools.api().post(`/api/v1/messages/${canceled.id}/cancel`).expect(200);
    expect(await tools.tracesOf('axolotl')).toEqual([]);
    const { body } = await tools.api().post(`/api/v1/messages/${failed.id}/retry`).expect(400);
    expect((body as { detail: string }).detail).toBe('The message has no text any more.');
    expect((await get(system.url, failed.id)).status).toBe('failed');
  });
});
