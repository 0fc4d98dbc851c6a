import request from 'supertest';
import { get, MMS, reaches, send, SMS, type SentMessage } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SERVICE = `MG${'5'.repeat(32)}`;
const NUMBERS = ['+15551110001', '+15551110002'];
const BRITISH = '+442079460001';
const BRITON = '+447723456789';

interface Texted {
  to: string;
  from: string;
  body: string;
  messaging_service_sid?: string;
}

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
  await pool('appointments', [
    ...NUMBERS.map((number) => ({ number })),
    { number: BRITISH, countries: ['GB'] },
  ]);
});
afterAll(() => system.stop());

const api = () => request(system.url);

async function pool(name: string, numbers: object[]): Promise<string> {
  const { body } = await api().post('/api/v1/sender-pools').send({ name, numbers }).expect(201);
  return (body as { id: string }).id;
}

let people = 0;
/** Somebody nobody has written to yet. */
const somebody = () => `+1555987${String((people += 1)).padStart(4, '0')}`;

const found = async (parameters: Record<string, string>) => {
  const { body } = await api().get('/api/v1/messages').query(parameters).expect(200);
  return (body as { messages: SentMessage[] }).messages;
};
const suppressed = async (address: string) => {
  const { body } = await api().get('/api/v1/suppressions').query({ address }).expect(200);
  return (body as { suppressions: { sender: string }[] }).suppressions.map(({ sender }) => sender).sort();
};
const reasonOf = async (body: object) => {
  const answer = await api().post('/api/v1/messages/send').send(body).expect(422);
  return (answer.body as { errors: { field: string; reason: string }[] }).errors[0];
};

async function texts(text: Texted): Promise<void> {
  const response = await fetch(`${system.sandbox.url}/sandbox/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(text),
  });
  expect(await response.json()).toMatchObject({ http_status: 200 });
}

/** What the person wrote, once it is here. */
async function received(from: string, body: string): Promise<SentMessage> {
  let message: SentMessage | undefined;
  await eventually(async () => {
    message = (await found({ from })).find((each) => each.body === body);
    expect(message).toBeDefined();
  });
  return message as SentMessage;
}

/** The number that a delivered message was sent from. */
async function sentFrom(id: string, from: string): Promise<string> {
  const message = await reaches(system.url, id, 'delivered');
  expect(message.from).toBe(from);
  return String(message.sent_from);
}

describe.each([
  ['number', '+15551234567'],
  ['short code', '72404'],
  ['name', 'MyBrand'],
  ['Messaging Service', SERVICE],
  ['pool', 'pool:appointments'],
])('a %s', (kind, from) => {
  const to = kind === 'name' ? BRITON : somebody();
  /** What the person sees, and answers to. */
  let shown = from;

  it('sends, and what it was sent from is kept', async () => {
    const { id } = await send(system.url, { ...SMS, from, to, body: `by a ${kind}` });
    const { sent_from } = await reaches(system.url, id, 'delivered');
    const isChosen = ['Messaging Service', 'pool'].includes(kind);
    expect(sent_from).toEqual(isChosen ? expect.stringMatching(/^\+1555\d{7}$/) : null);
    shown = isChosen ? String(sent_from) : from;
    const arrived = (await (await fetch(`${system.sandbox.url}/messages?limit=1000`)).json()) as {
      messages: Texted[];
    };
    expect(arrived.messages.find(({ body }) => body === `by a ${kind}`)).toMatchObject({ from: shown, to });
    expect((await found({ from, to })).map((message) => message.id)).toEqual([id]);
  });

  it('is answered in the same conversation, and the answer can be answered', async () => {
    if (kind === 'name') return;
    const [first] = await found({ from, to });
    await texts({ from: to, to: shown, body: `to a ${kind}` });
    const answer = await received(to, `to a ${kind}`);
    expect(answer).toMatchObject({ conversation_id: first?.conversation_id, to: shown });
    const reply = await send(system.url, { ...SMS, from, to, parent_id: answer.id });
    expect(reply).toMatchObject({ conversation_id: first?.conversation_id, parent_id: answer.id });
    await reaches(system.url, reply.id, 'delivered');
  });

  it('sends nothing more after a STOP, and again after a START', async () => {
    if (kind === 'name') return;
    await texts({ from: to, to: shown, body: 'STOP' });
    expect(await suppressed(to)).toEqual([...new Set([shown, from.toLowerCase()])].sort());
    const preview = await api()
      .post('/api/v1/messages/preview')
      .send({ ...SMS, from, to })
      .expect(200);
    expect(preview.body).toMatchObject({ suppressed: true });
    const { id } = await send(system.url, { ...SMS, from, to });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
    await texts({ from: to, to: shown, body: 'START' });
    expect(await suppressed(to)).toEqual([]);
    await reaches(system.url, (await send(system.url, { ...SMS, from, to })).id, 'delivered');
  });
});

describe('a Messaging Service', () => {
  it('is one in any case, and sends pictures', async () => {
    const { id } = await send(system.url, { ...MMS, from: SERVICE.toLowerCase(), to: somebody() });
    expect(await sentFrom(id, SERVICE)).toMatch(/^\+1555/);
  });

  it.each(['21701', '21703', '21704'])('that Twilio refuses with %s ends failed', async (code) => {
    const from = `MG${'0'.repeat(27)}${code}`;
    const { id } = await send(system.url, { ...SMS, from, to: somebody() });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code } });
  });

  it('is not asked for where a number of it is used by itself', async () => {
    const to = somebody();
    const number = '+15557770001';
    const { conversation_id } = await send(system.url, { ...SMS, from: number, to });
    await texts({ from: to, to: number, body: 'to the number', messaging_service_sid: SERVICE });
    expect(await received(to, 'to the number')).toMatchObject({ conversation_id });
  });
});

describe('a sender pool', () => {
  it('sends to the same person from the same number, and to others by weight', async () => {
    const to = somebody();
    const first = await send(system.url, { ...SMS, from: 'pool:appointments', to });
    expect(NUMBERS).toContain(first.sent_from);
    const batch = Array.from({ length: 20 }, () => ({ ...SMS, from: 'Pool:Appointments', to }));
    const { body } = await api().post('/api/v1/messages/batch').send({ messages: batch }).expect(207);
    const { results } = body as { results: { message: SentMessage }[] };
    expect(new Set(results.map(({ message }) => message.sent_from))).toEqual(new Set([first.sent_from]));
    expect(new Set(results.map(({ message }) => message.conversation_id))).toEqual(
      new Set([first.conversation_id]),
    );
    const others = await Promise.all(
      Array.from({ length: 40 }, () =>
        send(system.url, { ...SMS, from: 'pool:appointments', to: somebody() }),
      ),
    );
    expect(new Set(others.map((message) => message.sent_from))).toEqual(new Set(NUMBERS));
  });

  it("sends from a number of the recipient's country", async () => {
    const { sent_from } = await send(system.url, { ...SMS, from: 'pool:appointments', to: BRITON });
    expect(sent_from).toBe(BRITISH);
  });

  it('chooses another number once one is removed', async () => {
    const id = await pool('moving', [{ number: '+15552220001' }]);
    const to = somebody();
    expect((await send(system.url, { ...SMS, from: 'pool:moving', to })).sent_from).toBe('+15552220001');
    const change = { numbers: [{ number: '+15552220002' }] };
    await api().patch(`/api/v1/sender-pools/${id}`).send(change).expect(200);
    expect((await send(system.url, { ...SMS, from: 'pool:moving', to })).sent_from).toBe('+15552220002');
    const both = { numbers: [{ number: '+15552220001' }, { number: '+15552220002' }] };
    await api().patch(`/api/v1/sender-pools/${id}`).send(both).expect(200);
    expect((await send(system.url, { ...SMS, from: 'pool:moving', to })).sent_from).toBe('+15552220002');
  });

  it('that is gone sends what it accepted, and accepts nothing more', async () => {
    const id = await pool('going', [{ number: '+15553330001' }]);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const to = somebody();
    const waiting = await send(system.url, { ...SMS, from: 'pool:going', to, send_at: later });
    await api().delete(`/api/v1/sender-pools/${id}`).expect(204);
    expect(await reasonOf({ ...SMS, from: 'pool:going', to })).toMatchObject({
      field: 'from',
      reason: expect.stringMatching(/no sender pool/),
    });
    const now = { scheduled_at: new Date().toISOString() };
    await api().post(`/api/v1/messages/${waiting.id}/reschedule`).send(now).expect(200);
    expect(await sentFrom(waiting.id, 'pool:going')).toBe('+15553330001');
  });

  it('ends for good with STOP, from whatever number it would send', async () => {
    const to = somebody();
    const { id } = await send(system.url, { ...SMS, from: 'pool:appointments', to });
    const number = await sentFrom(id, 'pool:appointments');
    await texts({ from: to, to: number, body: 'STOP' });
    expect(await suppressed(to)).toEqual([number, 'pool:appointments']);
    // What is sent from the number by itself ends too; another number of the pool by itself is another sender.
    const same = await send(system.url, { ...SMS, from: number, to });
    expect(await reaches(system.url, same.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });

  it.each([
    [{ name: 'Upper', numbers: [{ number: '+15554440001' }] }, 'name'],
    [{ name: '', numbers: [{ number: '+15554440001' }] }, 'name'],
    [{ name: 'ok', numbers: [] }, 'numbers'],
    [{ name: 'ok', numbers: [{ number: 'MyBrand' }] }, 'numbers'],
    [{ name: 'ok', numbers: [{ number: '+15554440001', weight: -1 }] }, 'numbers'],
    [{ name: 'ok', numbers: [{ number: '+15554440001', countries: ['XX'] }] }, 'numbers'],
    [{ name: 'ok', numbers: [{ number: '+15554440001' }, { number: '+1 555 444 0001' }] }, 'numbers'],
    [{ name: 'ok', numbers: [{ number: '+15554440001', other: 1 }] }, 'numbers'],
  ])('cannot be %j', async (body, field) => {
    const answer = await api().post('/api/v1/sender-pools').send(body).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });

  it('has its name and its numbers for itself', async () => {
    const numbers = [{ number: '+15556660001' }];
    await api().post('/api/v1/sender-pools').send({ name: 'appointments', numbers }).expect(409);
    const taken = { name: 'second', numbers: [{ number: '+15556660002' }, { number: NUMBERS[0] }] };
    const answer = await api().post('/api/v1/sender-pools').send(taken).expect(409);
    expect(JSON.stringify(answer.body)).toContain(NUMBERS[0]);
    const listed = await api().get('/api/v1/sender-pools').expect(200);
    const names = (listed.body as { sender_pools: { name: string }[] }).sender_pools.map(({ name }) => name);
    expect(names).not.toContain('second');
  });

  it('forgets whom it wrote to when their conversation is erased', async () => {
    const to = somebody();
    const { id, conversation_id } = await send(system.url, { ...SMS, from: 'pool:appointments', to });
    await reaches(system.url, id, 'delivered');
    const choices = async () =>
      (await system.database.pool.query('SELECT 1 FROM sender_choices WHERE recipient = $1', [to])).rowCount;
    expect(await choices()).toBe(1);
    await api()
      .delete(`/api/v1/conversations/${String(conversation_id)}?hard_delete=true`)
      .expect(204);
    expect(await choices()).toBe(0);
  });
});

describe('a text is refused at once', () => {
  it.each([
    ['pool:nowhere', /no sender pool/],
    ['pool:', /pool:name/],
    ['pool:a b', /pool:name/],
    [`MG${'5'.repeat(31)}`, /Messaging Service/],
    [`MG${'g'.repeat(32)}`, /Messaging Service/],
    ['twelve_chars', /1 to 11/],
    ['pool\u200b:nowhere', /no sender pool/],
    ['１２３４５６７８９', /E\.164/],
  ])('from %j', async (from, reason) => {
    expect(await reasonOf({ ...SMS, from })).toMatchObject({
      field: 'from',
      reason: expect.stringMatching(reason),
    });
  });

  it.each(['pool:appointments', SERVICE])('to %s', async (to) => {
    expect(await reasonOf({ ...SMS, to })).toMatchObject({ field: 'to' });
  });

  it('and answers what is not there', async () => {
    expect(await get(system.url, (await send(system.url)).id)).toMatchObject({ sent_from: null });
  });
});
