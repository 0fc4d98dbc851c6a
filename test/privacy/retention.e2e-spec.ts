import type { Type } from '@nestjs/common';
import { loadSettings, ProcessorSettings } from '#config';
import { RetentionProgress, RetentionRows } from '#entities';
import { RetentionWork } from '#messaging';
import { Metrics } from '#observability';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { EMAIL, get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { aged } from './aged.js';
import { tracesOf } from './traces.js';
import { inboundText, newSid, newsOf, postCallback } from './twilio-callbacks.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ REDACT_AFTER_FINAL: 'true' });
  await system.startProcessor();
});
afterAll(() => system.stop());

const service = <T>(type: Type<T>): T => system.api.get(type, { strict: false });
const rows = async (sql: string, values: unknown[] = []) =>
  (await system.database.pool.query<Record<string, unknown>>(sql, values)).rows;
const api = () => request(system.url);
const people = { last: 0 };
const person = () => `+1555447${String(++people.last).padStart(4, '0')}`;
const PATIENCE_MS = 30_000;
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

/** One pass of everything with these settings, from the beginning; answers the metrics. */
async function retain(variables: Record<string, string>): Promise<string> {
  await rows('DELETE FROM retention_progress');
  const settings = loadSettings(ProcessorSettings, { ...system.variables, ...variables });
  const metrics = new Metrics();
  await new RetentionWork(settings, service(RetentionRows), service(RetentionProgress), metrics).run();
  return metrics.text();
}

/** A text that was delivered, and is in the index. */
async function delivered(to: string, fields: object = {}) {
  const message = await send(system.url, { ...SMS, to, ...fields });
  await reaches(system.url, message.id, 'delivered', PATIENCE_MS);
  await eventually(
    async () =>
      expect(await rows('SELECT 1 FROM message_index WHERE message_id = $1', [message.id])).toHaveLength(1),
    PATIENCE_MS,
  );
  return message;
}

const received = async (from: string, words: string): Promise<string> => {
  await postCallback(system.url, inboundText(from, words)).expect(200);
  const [row] = await rows('SELECT id FROM messages WHERE from_address = $1 ORDER BY id DESC', [from]);
  const id = row?.id as string;
  await eventually(
    async () => expect(await rows('SELECT 1 FROM message_index WHERE message_id = $1', [id])).toHaveLength(1),
    PATIENCE_MS,
  );
  return id;
};

describe('what is kept for so many days', () => {
  it('is nothing unless somebody says so', async () => {
    const { id } = await delivered(person());
    const old = await aged(system, id, 3_000);
    expect(await retain({})).not.toContain('retention_rows_total{');
    expect((await get(system.url, old)).body).toBe(SMS.body);
  });

  it('is of texts gone after that, out of the search and of what providers told too', async () => {
    const [one, other] = [person(), person()];
    const ids = [
      await aged(system, (await delivered(one, { body: 'the gecko' })).id, 40),
      await aged(system, await received(one, 'a gecko too'), 40),
    ];
    const young = (await delivered(other, { body: 'the gecko is young' })).id;
    const waiting = (
      await send(system.url, { ...SMS, to: other, body: 'the gecko waits', send_at: IN_AN_HOUR() })
    ).id;
    await eventually(
      async () =>
        expect(await rows('SELECT 1 FROM message_index WHERE message_id = $1', [waiting])).toHaveLength(1),
      PATIENCE_MS,
    );
    const late = await aged(system, waiting, 40);
    const metrics = await retain({ BODY_RETENTION_DAYS: '30' });
    expect(metrics).toMatch(/sendstream_retention_rows_total\{kind="bodies"\} [2-9]/);
    expect(metrics).toContain('sendstream_retention_passed_timestamp_seconds{kind="bodies"}');
    for (const id of ids)
      expect(await get(system.url, id)).toMatchObject({ body: '', from: expect.anything() });
    expect(await get(system.url, young)).toMatchObject({ body: 'the gecko is young' });
    expect(await get(system.url, late)).toMatchObject({ body: 'the gecko waits', status: 'scheduled' });
    const found = await api().get('/api/v1/messages?search=gecko').expect(200);
    expect((found.body as { messages: { id: string }[] }).messages.map(({ id }) => id).sort()).toEqual(
      [young, late].sort(),
    );
    expect(await tracesOf(system, 'a gecko too')).toEqual([]);
    await api().post(`/api/v1/messages/${ids[0]}/retry`).expect(400);
  });

  it('is of addresses gone after that, of their conversation too, and a new message opens another', async () => {
    const to = person();
    const { id, conversation_id: conversation } = await delivered(to, { metadata: { order: 7 } });
    await aged(system, id, 100);
    await aged(system, await received(to, 'hello'), 100);
    await rows(
      "UPDATE conversations SET last_message_at = now() - interval '100 days', id = $2 WHERE id = $1",
      [conversation, '01800000-0000-7000-8000-000000000001'],
    );
    await rows('UPDATE conversation_search SET conversation_id = $2 WHERE conversation_id = $1', [
      conversation,
      '01800000-0000-7000-8000-000000000001',
    ]);
    await retain({ ADDRESS_RETENTION_DAYS: '90' });
    expect(await tracesOf(system, to.slice(1))).toEqual([]);
    expect((await delivered(to)).conversation_id).not.toBe(conversation);
  });

  it('is of whole messages nothing left, save what is not at its end', async () => {
    const to = person();
    const { id, conversation_id: conversation } = await delivered(to, { body: 'the skink' });
    const event = newsOf(to, newSid(), 'delivered');
    await postCallback(system.url, event).expect(200);
    const [stray] = await rows("SELECT id FROM webhook_events WHERE payload->>'MessageSid' = $1", [
      event.MessageSid,
    ]);
    await aged(system, stray?.id as string, 20);
    await aged(system, id, 20);
    const scheduled = await send(system.url, { ...SMS, to, send_at: IN_AN_HOUR() });
    await eventually(
      async () =>
        expect(await rows('SELECT 1 FROM message_index WHERE message_id = $1', [scheduled.id])).toHaveLength(
          1,
        ),
      PATIENCE_MS,
    );
    const waiting = await aged(system, scheduled.id, 20);
    await retain({ MESSAGE_RETENTION_DAYS: '10' });
    expect(await tracesOf(system, 'skink')).toEqual([]);
    expect(await rows('SELECT id FROM messages WHERE to_address = $1', [to])).toEqual([{ id: waiting }]);
    expect(await rows("SELECT 1 FROM webhook_events WHERE payload->>'To' = $1", [to])).toEqual([]);
    // Its conversation is kept as long as there is a message, or its own time is not over.
    await rows(
      "UPDATE conversations SET last_message_at = now() - interval '20 days', id = $2 WHERE id = $1",
      [conversation, '01800000-0000-7000-8000-000000000002'],
    );
    for (const table of ['messages', 'message_index', 'message_index_tail', 'conversation_search'])
      await rows(`UPDATE ${table} SET conversation_id = $2 WHERE conversation_id = $1`, [
        conversation,
        '01800000-0000-7000-8000-000000000002',
      ]);
    await retain({ CONVERSATION_RETENTION_DAYS: '10' });
    expect(await rows('SELECT id FROM messages WHERE to_address = $1', [to])).toHaveLength(1);
    await api().post(`/api/v1/messages/${waiting}/cancel`).expect(200);
    await retain({ CONVERSATION_RETENTION_DAYS: '10' });
    // Nothing is to be sent in it any more, and its last message is old.
    expect(await rows('SELECT id FROM messages WHERE to_address = $1', [to])).toEqual([]);
    expect(await tracesOf(system, to.slice(1))).toEqual([]);
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
    expect((await api().get(`/api/v1/messages/${id}/events`).expect(200)).body).toEqual({ events: [] });
    const events = await rows('SELECT payload FROM webhook_events WHERE message_id = $1', [id]);
    expect(events.length).toBeGreaterThan(0);
    expect(events.every(({ payload }) => JSON.stringify(payload) === '{}')).toBe(true);
  });

  it('is looked through again only where something was left', async () => {
    await rows('DELETE FROM messages');
    await rows(
      `INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider, updated_at, due_at)
       SELECT ('01800000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), 'outbound', 'sms',
              CASE n WHEN 1200 THEN 'sending' ELSE 'delivered' END, '+1', '+2', 'x', 'twilio', now() - interval '99 days',
              CASE n WHEN 1200 THEN now() + interval '1 hour' END
         FROM generate_series(1, 1800) AS n`,
    );
    await retain({ BODY_RETENTION_DAYS: '30' });
    expect(await rows("SELECT status FROM messages WHERE body = 'x'")).toEqual([{ status: 'sending' }]);
    expect(await rows("SELECT position::text FROM retention_progress WHERE kind = 'bodies'")).toEqual([
      { position: '01800000-0000-7000-8000-000000001150' },
    ]);
  });

  it('is removed by one process at a time', async () => {
    const progress = service(RetentionProgress);
    const [one, other] = [randomUUID(), randomUUID()];
    expect(await progress.hold(one, 60)).toBe(true);
    expect(await progress.hold(other, 60)).toBe(false);
    expect(await progress.hold(one, 60)).toBe(true);
    await progress.release(one);
    expect(await progress.hold(other, 0)).toBe(true);
    await eventually(async () => expect(await progress.hold(one, 60)).toBe(true));
    await progress.release(one);
    // And by a processor by itself.
    const { id } = await delivered(person());
    const old = await aged(system, id, 50);
    await system.startProcessor({ BODY_RETENTION_DAYS: '30' });
    await eventually(async () => expect((await get(system.url, old)).body).toBe(''), 30_000);
  });
});

describe('the text of a code', () => {
  const KEPT = { priority: 'code', callback_url: 'http://localhost:1/told' };

  it('is gone everywhere as soon as it is delivered, and that of others stays', async () => {
    const { id } = await send(system.url, { ...SMS, ...KEPT, to: person(), body: 'the axolotl 4711' });
    const other = await delivered(person(), { body: 'the salamander' });
    expect(await reaches(system.url, id, 'delivered', PATIENCE_MS)).toMatchObject({ body: '' });
    expect(await tracesOf(system, 'axolotl')).toEqual([]);
    expect((await get(system.url, other.id)).body).toBe('the salamander');
  });

  it('is gone when it has failed or was canceled, and it is not sent again', async () => {
    const to = person();
    await api()
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
    await api().post(`/api/v1/messages/${canceled.id}/cancel`).expect(200);
    expect(await tracesOf(system, 'axolotl')).toEqual([]);
    const { body } = await api().post(`/api/v1/messages/${failed.id}/retry`).expect(400);
    expect((body as { detail: string }).detail).toBe('The message has no text any more.');
    expect((await get(system.url, failed.id)).status).toBe('failed');
  });
});
