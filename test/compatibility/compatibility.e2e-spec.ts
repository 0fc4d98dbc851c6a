import request from 'supertest';
import { get, reaches, send, type SentMessage } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
const TEXT = {
  from: '+15551234567',
  to: '+15559876543',
  type: 'sms',
  body: 'Hello, this is a test',
  attachments: null,
  timestamp: '2026-01-31T12:00:00Z',
};
const MAIL = {
  from: 'user@shop.example',
  to: 'someone@example.org',
  body: 'Hello, this is a test with <b>html</b>',
  attachments: ['https://example.com/attachment.pdf'],
  timestamp: '2026-01-31T12:00:00Z',
};

interface Answer {
  status: string;
  message_id: string;
  conversation_id: string;
  type: string;
  provider: string;
}

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
});
afterAll(() => system.stop());

const post = (kind: string, body: unknown) =>
  request(system.url)
    .post(`/api/messages/${kind}`)
    .type('json')
    .send(body as object);
const sent = async (kind: string, body: object) => (await post(kind, body).expect(200)).body as Answer;
describe('POST /api/messages/sms', () => {
  it.each(['sms', 'sms/'])('sends a text in the old shape (%s)', async (path) => {
    const answer = await sent(path, TEXT);
    const message = await reaches(system.url, answer.message_id, 'delivered');
    expect(answer).toEqual({
      status: 'success',
      message_id: message.id,
      conversation_id: message.conversation_id,
      type: 'sms',
      provider: 'twilio',
    });
    expect(message).toMatchObject({
      body: TEXT.body,
      attachments: [],
      metadata: { timestamp: TEXT.timestamp },
    });
  });

  it('sends an mms where there are attachments', async () => {
    const attachments = ['https://example.com/picture.png'];
    expect(await sent('sms', { ...TEXT, type: undefined, attachments })).toMatchObject({ type: 'mms' });
    expect(await sent('sms', { ...TEXT, type: 'mms', attachments })).toMatchObject({ type: 'mms' });
    expect(await sent('sms', { ...TEXT, type: undefined, attachments: [] })).toMatchObject({ type: 'sms' });
  });

  it('leaves fields alone that it does not know', async () => {
    const body = JSON.stringify({ ...TEXT, xillio_id: null, constructor: 1 }).replace(
      '{',
      '{"__proto__":{"type":1},',
    );
    await request(system.url).post('/api/messages/sms').type('json').send(body).expect(200);
  });

  it('sends once under one Idempotency-Key', async () => {
    const answers = [];
    for (let n = 0; n < 2; n += 1)
      answers.push(await post('sms', TEXT).set('Idempotency-Key', 'old-1').expect(200));
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[1]?.headers['idempotent-replayed']).toBe('true');
  });
});

describe('POST /api/messages/email', () => {
  it('sends what looks like HTML as HTML, and as its text', async () => {
    const answer = await sent('email', { ...MAIL, attachments: null });
    expect(answer).toMatchObject({ status: 'success', type: 'email', provider: 'sendgrid' });
    expect(await get(system.url, answer.message_id)).toMatchObject({
      html: MAIL.body,
      body: 'Hello, this is a test with html',
      from: 'user@shop.example',
    });
    await reaches(system.url, answer.message_id, 'delivered');
  });

  it('sends the rest as text', async () => {
    const { message_id: id } = await sent('email', {
      ...MAIL,
      attachments: null,
      body: '1 < 2',
      subject: 'Sums',
    });
    expect(await get(system.url, id)).toMatchObject({ html: null, body: '1 < 2', subject: 'Sums' });
  });

  it('keeps its attachments', async () => {
    const { message_id: id } = await sent('email', MAIL);
    expect(await get(system.url, id)).toMatchObject({ attachments: MAIL.attachments });
  });
});

describe('an email with one body for both, by POST /api/v1/messages/send', () => {
  interface Mail {
    subject: string;
    body: string;
    html: string | null;
  }
  const mailOf = async (to: string) => {
    const found = await request(system.sandbox.url).get('/messages').query({ to });
    return (found.body as { messages: Mail[] }).messages[0] as Mail;
  };
  const HTML =
    '<html><body><p>Your code is <b>123456</b></p><a href="https://shop.example/x">Go on</a></body></html>';

  it.each<[string, object, Mail]>([
    [
      'is sent as HTML and as its words, where it is HTML',
      { body: HTML },
      {
        subject: '(no subject)',
        body: 'Your code is 123456\nGo on (https://shop.example/x)',
        html: HTML,
      },
    ],
    [
      'is sent as text, where it is none',
      { body: 'Dear <name>, 123456' },
      { subject: '(no subject)', body: 'Dear <name>, 123456', html: null },
    ],
    [
      'is sent as text, where its HTML is said to be empty',
      { body: '<b>as typed</b>', html: '', subject: 'Tags' },
      { subject: 'Tags', body: '<b>as typed</b>', html: null },
    ],
    [
      'is sent as it is beside an HTML of its own',
      { body: '<b>1</b>', html: '<i>2</i>', subject: 'Both' },
      { subject: 'Both', body: '<b>1</b>', html: '<i>2</i>' },
    ],
  ])('%s', async (name, fields, mail) => {
    const to = `${name.length}-${Object.keys(fields).length}@one-body.example`;
    const email = { type: 'email', from: 'shop@example.com', to, ...fields };
    const message = await send(system.url, email);
    expect(message).toMatchObject({ body: (fields as Mail).body });
    await reaches(system.url, message.id, 'delivered');
    expect(await mailOf(to)).toMatchObject(mail);
  });
});

describe('metadata of a message that opens a thread', () => {
  it('is that of its conversation, and later messages leave it as it is', async () => {
    const pair = { from: '+15551230001', to: '+15559870001', type: 'sms', body: 'Hello' };
    const metadata = { ticket: 7, queue: 'support' };
    const first = await send(system.url, { ...pair, conversation_type: 'thread', metadata });
    await send(system.url, { ...pair, parent_id: first.id, metadata: { ticket: 8 } });
    const path = `/api/v1/conversations/${first.conversation_id as string}`;
    const { body } = await request(system.url).get(path).expect(200);
    expect(body).toMatchObject({ type: 'thread', metadata });
  });
});

describe('a message in the old shape', () => {
  it.each<[string, string, unknown, string, RegExp]>([
    ['no from', 'sms', { ...TEXT, from: undefined }, 'from', /required/],
    ['a from that is nobody', 'sms', { ...TEXT, from: 'me@' }, 'from', /E\.164/],
    ['an email address as number', 'sms', { ...TEXT, to: 'a@b.example' }, 'to', /E\.164/],
    ['a type of another route', 'sms', { ...TEXT, type: 'email' }, 'type', /sms, mms/],
    ['a type of another route', 'email', { ...MAIL, type: 'sms' }, 'type', /email/],
    ['no body', 'sms', { ...TEXT, body: undefined }, 'body', /required/],
    ['a body of the wrong type', 'email', { ...MAIL, body: 1 }, 'body', /string/],
    ['attachments on an sms', 'sms', { ...TEXT, attachments: ['https://a.example/b'] }, 'attachments', /mms/],
    ['attachments that are no URLs', 'email', { ...MAIL, attachments: ['x'] }, 'attachments', /http/],
    ['a timestamp that is none', 'sms', { ...TEXT, timestamp: 'now' }, 'timestamp', /ISO 8601/],
    ['a number as email address', 'email', { ...MAIL, to: '+15551234567' }, 'to', /email/],
    ['a list', 'sms', [TEXT], 'body', /object/],
    ['no object', 'email', '"x"', 'body', /object/],
  ])('with %s is refused by %s', async (_, kind, body, field, reason) => {
    const answer = await post(kind, body).expect(422);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const { errors } = answer.body as { errors: unknown[] };
    expect(errors).toContainEqual({ field, reason: expect.stringMatching(reason) as string });
  });
});

describe('conversations by the old routes', () => {
  it.each(['', '/'])('are listed, with how many there are (%j)', async (slash) => {
    const { conversation_id: id } = await sent('sms', TEXT);
    const answer = await request(system.url).get(`/api/conversations${slash}`).expect(200);
    const { conversations, total } = answer.body as { conversations: { id: string }[]; total: number };
    expect(Object.keys(answer.body as object).sort()).toEqual(['conversations', 'total']);
    expect(conversations.map((each) => each.id)).toContain(id);
    expect(total).toBe(conversations.length);
    await request(system.url).get('/api/conversations?limit=0').expect(422);
  });

  it('show their messages', async () => {
    const pair = { from: '+15551239999', to: '+15559879999' };
    const { conversation_id: id, message_id: message } = await sent('sms', { ...TEXT, ...pair });
    const answer = await request(system.url).get(`/api/conversations/${id}/messages/`).expect(200);
    expect(answer.body).toEqual({
      messages: [expect.objectContaining({ id: message, body: TEXT.body })] as SentMessage[],
      total: 1,
      conversation_id: id,
    });
  });

  it.each(['1', 'abc', UNKNOWN_ID, '%00', "'; --"])('have none for the id %j', async (id) => {
    const answer = await request(system.url).get(`/api/conversations/${id}/messages`).expect(200);
    expect(answer.body).toEqual({ messages: [], total: 0, conversation_id: decodeURIComponent(id) });
  });
});

describe('a search', () => {
  it.each([
    [{ limit: 5 }, 5],
    [{}, 50],
    [{ limit: null }, 50],
  ])('says of which page it answers, as lists do: %j', async (asked, limit) => {
    const query = { query: 'nobody said this', ...asked };
    const answer = await request(system.url).post('/api/v1/conversations/search').send(query).expect(200);
    expect(answer.body).toEqual({ conversations: [], total: 0, limit, offset: 0 });
  });
});

describe('messages to us in the old shape', () => {
  let unsigned: string;
  beforeAll(async () => {
    unsigned = await system.startApi({ WEBHOOK_ALLOW_UNSIGNED: 'true' });
  });

  const told = (path: string, body: unknown) =>
    request(unsigned).post(path).type('json').send(JSON.stringify(body));
  const received = async (person: string) => {
    const answer = await request(system.url).get('/api/v1/messages').query({ from: person }).expect(200);
    return (answer.body as { messages: SentMessage[] }).messages;
  };

  it.each<[string, object, string, object]>([
    ['/api/v1/webhooks/sendgrid', { status: 'ok' }, 'email', { xillio_id: 'x' }],
    ['/api/v1/webhooks/generic/sendgrid', { status: 'success' }, 'email', { messaging_provider_id: 'g' }],
    ['/api/v1/webhooks/generic/twilio', { status: 'success' }, 'sms', { xillio_id: 't' }],
    ['/api/webhooks/email', { status: 'success', message: 'Webhook processed' }, 'email', { xillio_id: 'e' }],
    ['/api/webhooks/sms', { status: 'success', message: 'Webhook processed' }, 'sms', { xillio_id: 's' }],
  ])('come to %s alone or in arrays, each once', async (path, answer, type, id) => {
    const name = Object.values(id)[0] as string;
    const [from, to] =
      type === 'email'
        ? [`old-${name}@example.org`, 'shop@example.com']
        : [`+1555987${name.charCodeAt(0) + 5_000}`, '+15551234567'];
    const message = (n: number) => ({
      ...Object.fromEntries(Object.keys(id).map((field) => [field, `${name}-${n}`])),
      from,
      to,
      body: `Number ${n}`,
    });
    expect((await told(path, message(1)).expect(200)).body).toEqual(answer);
    expect((await told(path, [message(1), message(2), message(3)]).expect(200)).body).toEqual(answer);
    expect((await received(from)).map(({ body }) => body).sort()).toEqual([
      'Number 1',
      'Number 2',
      'Number 3',
    ]);
    expect(await received(from)).toMatchObject(Array(3).fill({ type, direction: 'inbound', to }));
  });

  it('are answered in XML to Twilio, without more than that in Content-Type', async () => {
    const message = { messaging_provider_id: 'xml', from: '+15559870000', to: '+15551234567', body: 'x' };
    const answer = await told('/api/v1/webhooks/twilio', message).expect(200);
    expect(answer.headers['content-type']).toBe('application/xml');
    expect(answer.text).toBe('<Response></Response>');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'no id',
      [{ from: 'a@b.example', to: 'c@d.example', body: 'x' }],
      /\[0\]\.messaging_provider_id is missing/,
    ],
    [
      'no sender',
      [{ xillio_id: 'f', from: 'a@b.example', to: 'c@d.example' }, { xillio_id: 'f' }],
      /\[1\]\.from is/,
    ],
    [
      'a stranger among them',
      [{ xillio_id: 'h', from: 'a@b.example', to: 'c@d.example' }, 1],
      /\[1\] is not/,
    ],
  ])('with %s are refused, all of them', async (_, body, detail) => {
    const answer = await told('/api/v1/webhooks/sendgrid', body).expect(400);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) as string });
    expect(await received('a@b.example')).toEqual([]);
  });
});
