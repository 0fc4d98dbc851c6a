import { EMAIL, reaches, send, type SentMessage, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';
import { PrivacyTools } from './privacy-tools.js';
import { inboundText, newSid, newsOf } from './twilio-callbacks.js';

interface Export {
  address: string;
  conversations: { participants?: object }[];
  suppressions: { reason: string; note: string | null }[];
  messages: (SentMessage & { events: { type: string }[]; attempts: object[]; provider_events: object[] })[];
  provider_events: { payload: Record<string, string> }[];
  next_cursor: string | null;
}

let system: RunningSystem;
let tools: PrivacyTools;
beforeAll(async () => {
  system = await RunningSystem.start();
  tools = new PrivacyTools(system, '+1555446');
  await system.startProcessor();
});
afterAll(() => system.stop());

/** All pages. */
async function exported(address: string, limit: number): Promise<Export[]> {
  const pages: Export[] = [];
  for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)?.next_cursor) {
    const { body } = await tools.api().post('/api/v1/exports').send({ address, limit, cursor }).expect(200);
    pages.push(body as Export);
  }
  return pages;
}

it('gives out all that is known of a person, page by page, and is recorded', async () => {
  const to = '+15554460001';
  const { id } = await send(system.url, { ...SMS, to, body: 'the quoll' });
  await reaches(system.url, id, 'delivered', 30_000);
  await send(system.url, { ...SMS, to: '+15554460002' });
  for (const words of ['one', 'two', 'STOP']) await tools.post(inboundText(to, words)).expect(200);
  await tools.post(newsOf(to, newSid(), 'delivered')).expect(200);
  await tools
    .api()
    .post('/api/v1/suppressions')
    .send({ channel: 'sms', address: to, reason: 'manual', note: 'phoned' })
    .expect(201);

  const pages = await exported('+1 555 446 0001', 3);
  expect(pages.map(({ messages }) => messages.length)).toEqual([3, 1, 0]);
  const [first] = pages as [Export];
  expect(first).toMatchObject({ address: to, suppressions: [{ note: 'phoned' }, { reason: 'stop' }] });
  expect(first.conversations).toHaveLength(1);
  const messages = pages.flatMap((page) => page.messages);
  expect(messages.map(({ body }) => body)).toEqual(['STOP', 'two', 'one', 'the quoll']);
  const sent = messages.at(-1);
  expect(sent?.events.map(({ type }) => type)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  expect(sent?.attempts).toHaveLength(1);
  expect(sent?.provider_events.length).toBeGreaterThan(0);
  expect(pages.flatMap((page) => page.provider_events.map(({ payload }) => payload.To))).toEqual([to]);

  const { body } = await tools.api().get('/api/v1/audit-events?action=export.create').expect(200);
  const { audit_events: events } = body as { audit_events: object[] };
  expect(events).toHaveLength(3);
  expect(JSON.stringify(events)).not.toContain('4460001');
});

it('gives out each conversation and suppression, however many there are', async () => {
  const [to, many] = ['+15554460009', 1_100];
  const { pool } = system.database;
  await pool.query(
    `INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
     SELECT gen_random_uuid(), 'sms', sender, $1, least(sender COLLATE "C", $1), greatest(sender COLLATE "C", $1)
       FROM generate_series(1, $2::int) AS n, LATERAL (SELECT '+1555' || (2000000 + n)) AS s(sender)`,
    [to, many],
  );
  await pool.query(
    `INSERT INTO suppressions (id, channel, address, sender, reason)
     SELECT gen_random_uuid(), 'sms', $1, '+1555' || (2000000 + n), 'stop' FROM generate_series(1, $2::int) AS n`,
    [to, many],
  );
  const { id } = await send(system.url, { ...SMS, to });
  const pages = await exported(to, 10);
  const talks = pages.flatMap(({ conversations }) => conversations as { id: string }[]);
  expect(new Set(talks.map((talk) => talk.id)).size).toBe(many + 1);
  expect(talks).toHaveLength(many + 1);
  const senders = pages.flatMap(({ suppressions }) => suppressions as unknown as { sender: string }[]);
  expect(new Set(senders.map(({ sender }) => sender)).size).toBe(many);
  expect(senders).toHaveLength(many);
  expect(pages.flatMap(({ messages }) => messages.map((message) => message.id))).toEqual([id]);
});

it('knows a mail address in any case, and nothing of a stranger', async () => {
  const { id } = await send(system.url, { ...EMAIL, to: 'Someone <Some.One@example.org>' });
  const [page] = (await exported('SOME.ONE@Example.org', 10)) as [Export];
  expect(page.messages.map((message) => message.id)).toEqual([id]);
  const [none] = (await exported('+15554460003', 10)) as [Export];
  expect(none).toMatchObject({ conversations: [], suppressions: [], messages: [], provider_events: [] });
  await tools.api().post('/api/v1/exports').send({ address: 'x' }).expect(422);
  await tools.api().post('/api/v1/exports').send({ address: '+15554460003', cursor: 'never' }).expect(422);
});
