import request from 'supertest';
import { EMAIL, MMS, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SECRET = 'parse-secret';
const OURS = '+15551234567';
const BRITON = '+447723456789';

interface Arrived {
  id: string;
  from: string;
  to: string;
  body: string;
}
interface Message {
  id: string;
  from: string;
  to: string;
  conversation_id: string;
}

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ SENDGRID_INBOUND_SECRET: SECRET });
  await system.startProcessor();
});
afterAll(() => system.stop());

const api = () => request(system.url);
const query = (path: string, parameters: Record<string, string>) => api().get(path).query(parameters);
const found = async (parameters: Record<string, string>) =>
  ((await query('/api/v1/messages', parameters).expect(200)).body as { messages: Message[] }).messages;
const conversations = async (participant: string) =>
  (
    (await query('/api/v1/conversations', { participant }).expect(200)).body as {
      conversations: { id: string }[];
    }
  ).conversations;
const suppressed = async (address: string) =>
  (
    (await query('/api/v1/suppressions', { address }).expect(200)).body as {
      suppressions: { address: string; sender: string | null; reason: string }[];
    }
  ).suppressions;

/** What the provider got of this text. */
async function arrived(body: string): Promise<Arrived> {
  let text: Arrived | undefined;
  await eventually(async () => {
    const { messages } = (await (await fetch(`${system.sandbox.url}/messages?limit=1000`)).json()) as {
      messages: Arrived[];
    };
    text = messages.find((message) => message.body === body);
    expect(text).toBeDefined();
  });
  return text as Arrived;
}

async function texts(
  from: string,
  body: string,
  to = OURS,
): Promise<{ message_sid: string; http_status: number }> {
  const response = await fetch(`${system.sandbox.url}/sandbox/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to, body }),
  });
  const answer = (await response.json()) as { message_sid: string; http_status: number };
  expect(answer.http_status).toBe(200);
  return answer;
}

async function mails(from: string, to = 'shop@example.com'): Promise<Message> {
  const subject = `mail ${Math.random()}`;
  const post = api().post(`/api/v1/webhooks/sendgrid/inbound/${SECRET}`);
  for (const [name, value] of Object.entries({ from, to, subject, text: 'Hello', headers: '' }))
    void post.field(name, value);
  await post.expect(200);
  const { rows } = await system.database.pool.query<Message>(
    'SELECT id, from_address AS "from", to_address AS "to", conversation_id FROM messages WHERE subject = $1',
    [subject],
  );
  return rows[0] as Message;
}

async function reasonOf(body: object, field: string, path = '/api/v1/messages/send'): Promise<string> {
  const answer = await api().post(path).send(body);
  expect(answer.status).toBe(422);
  const { errors } = answer.body as { errors: { field: string; reason: string }[] };
  return errors.find((error) => error.field === field)?.reason ?? '';
}

describe('texts from what is no number', () => {
  it.each([
    ['68849', /short code/],
    ['SUPPORT', /name/],
    ['whatsapp:+15559876543', /WhatsApp/],
    ['AX-HDFCBK', /name/],
  ])('from %s are found, and an answer is refused with a word about such senders', async (from, word) => {
    await texts(from, `from ${from}`);
    const [message] = await found({ from });
    expect(message).toMatchObject({ from, to: OURS });
    expect(await found({ from: from.toLowerCase(), to: OURS })).toHaveLength(1);
    expect((await conversations(from)).map(({ id }) => id)).toEqual([message?.conversation_id]);
    expect(await reasonOf({ ...SMS, to: from }, 'to')).toMatch(word);
  });

  it('to a WhatsApp sender of ours are answered from nowhere', async () => {
    const body = { ...SMS, from: 'whatsapp:+15551234567' };
    expect(await reasonOf(body, 'from')).toMatch(/WhatsApp/);
  });

  it.each(['12', '15559876543', 'a@', '+1555CALLNOW'])('are not looked for by %s', async (from) => {
    await query('/api/v1/messages', { from }).expect(422);
    await query('/api/v1/conversations', { participant: from }).expect(422);
    await query('/api/v1/suppressions', { address: from }).expect(422);
  });
});

describe('senders that are no number', () => {
  it.each(['MyBrand', '72404', 'a', 'A&B +1_-x'])(
    '%s is told to the provider as it is, and known everywhere',
    async (from) => {
      const body = `from ${from}`;
      const sent = await send(system.url, { ...SMS, from, to: BRITON, body });
      expect(sent).toMatchObject({ from, to: BRITON });
      expect(await arrived(body)).toMatchObject({ from, to: BRITON });
      await reaches(system.url, sent.id, 'delivered');
      expect((await found({ from })).map(({ id }) => id)).toEqual([sent.id]);
      expect((await found({ from, status: 'delivered' })).map(({ id }) => id)).toEqual([sent.id]);
      const pair = { channel_type: 'sms', participant_from: from, participant_to: BRITON };
      const opened = await api().post('/api/v1/conversations').send(pair).expect(200);
      expect(opened.body).toMatchObject({ id: sent.conversation_id, participant_from: from });
    },
  );

  it('are one sender in any case', async () => {
    const first = await send(system.url, { ...SMS, from: 'Acme', to: BRITON, body: 'as Acme' });
    const second = await send(system.url, { ...SMS, from: 'ACME', to: BRITON, body: 'as ACME' });
    expect(second.conversation_id).toBe(first.conversation_id);
    expect((await found({ from: 'acme' })).map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    expect((await arrived('as ACME')).from).toBe('ACME');
    await api()
      .post('/api/v1/messages/preview')
      .send({ ...SMS, from: 'Acme', to: BRITON })
      .expect(200);
  });

  it('send pictures as a short code, not as a name', async () => {
    await reaches(system.url, (await send(system.url, { ...MMS, from: '72404' })).id, 'delivered');
    expect(await reasonOf({ ...MMS, from: 'MyBrand' }, 'from')).toMatch(/name.*mms/);
  });

  it.each<[object, RegExp]>([
    [{ from: 'MyBrand', to: '+12025550104' }, /United States and Canada/],
    [{ from: 'MyBrand', to: '+1 (416) 555-1234' }, /United States and Canada/],
    [{ from: 'twelve chars' }, /1 to 11/],
    [{ from: 'Bränd' }, /1 to 11/],
    [{ from: 'Brand!' }, /1 to 11/],
    [{ from: '123456789' }, /E\.164/],
    [{ from: `MG${'0'.repeat(31)}` }, /Messaging Service/],
    [{ from: 'pool:nowhere' }, /no sender pool/],
  ])('are refused where they cannot work: %j', async (changes, reason) => {
    expect(await reasonOf({ ...SMS, to: BRITON, ...changes }, 'from')).toMatch(reason);
  });

  it('are no longer sent from after a STOP to them, or error 21610', async () => {
    const person = '+447723456001';
    await texts(person, 'Stop.', '72404');
    expect(await suppressed(person)).toMatchObject([{ sender: '72404', reason: 'stop' }]);
    const { id } = await send(system.url, { ...SMS, from: '72404', to: person });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
    await system.database.pool.query(
      `INSERT INTO suppressions (id, channel, address, sender, reason) VALUES (gen_random_uuid(), 'sms', $1, 'mybrand', 'stop')`,
      [person],
    );
    const named = await send(system.url, { ...SMS, from: 'MyBrand', to: person });
    expect(await reaches(system.url, named.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
    const preview = await api()
      .post('/api/v1/messages/preview')
      .send({ ...SMS, from: 'MYBRAND', to: person });
    expect(preview.body).toMatchObject({ suppressed: true });
  });
});

describe('what nobody sees', () => {
  it.each([
    ['\u202d+1 555 987 6543\u202c', '+15559876543'],
    ['\u200b\t\t+44 (0)7723 456 789\ufeff \r\n', BRITON],
    ['+1202\u22125550104', '+12025550104'],
    ['+1\u00ad555\u00ad9876543', '+15559876543'],
    ['+1 555\uff0d987\uff0d6543', '+15559876543'],
  ])('is no part of the number %j', async (to, number) => {
    expect(await send(system.url, { ...SMS, to })).toMatchObject({ to: number });
    const batch = await api()
      .post('/api/v1/messages/batch')
      .send({ messages: [{ ...SMS, to }] })
      .expect(207);
    expect(batch.body).toMatchObject({ results: [{ message: { to: number } }] });
    await api().post('/api/messages/sms').send({ from: OURS, to, body: 'old' }).expect(200);
    const preview = await api()
      .post('/api/v1/messages/preview')
      .send({ ...SMS, to })
      .expect(200);
    expect(preview.body).toMatchObject({ to: number });
    expect((await found({ to, limit: '1' }))[0]).toMatchObject({ to: number });
    expect(await conversations(to)).not.toHaveLength(0);
  });

  it('is no part of a suppression, nor of who is looked for', async () => {
    const address = '\u202d+1 555 987 1111\u202c';
    const made = await api()
      .post('/api/v1/suppressions')
      .send({ channel: 'sms', address, reason: 'manual' })
      .expect(201);
    expect(made.body).toMatchObject({ address: '+15559871111' });
    expect(await suppressed(`${address}\u200b`)).toHaveLength(1);
    const { id } = await send(system.url, { ...SMS, to: '+15559871111' });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
    const mail = { channel: 'email', address: '\u2060gone@example.org\u200e', reason: 'manual' };
    expect((await api().post('/api/v1/suppressions').send(mail).expect(201)).body).toMatchObject({
      address: 'gone@example.org',
    });
    const searched = await api()
      .post('/api/v1/conversations/search')
      .send({ query: '\u202d555\u2011987\u20116543\u202c' });
    expect((searched.body as { total: number }).total).toBeGreaterThan(0);
  });

  it('is no part of a mail address', async () => {
    const sent = await send(system.url, {
      ...EMAIL,
      from: 'Shop <\u2060shop@example.com>',
      to: '\u200bjane@example.org\u200e',
      cc: ['\u200bcopy@example.org'],
      bcc: ['Hidden <hidden@example.org\ufeff>'],
      reply_to: '\u202aanswers@example.org\u202c',
    });
    expect(sent).toMatchObject({ from: 'Shop <shop@example.com>', to: 'jane@example.org' });
    const { rows } = await system.database.pool.query('SELECT options FROM messages WHERE id = $1', [
      sent.id,
    ]);
    expect(rows).toMatchObject([
      {
        options: {
          cc: ['copy@example.org'],
          bcc: ['Hidden <hidden@example.org>'],
          reply_to: 'answers@example.org',
        },
      },
    ]);
    expect((await mails('\u200bJane <jane@example.org\u200e>')).conversation_id).toBe(sent.conversation_id);
  });

  it.each(['o’brien@example.org', 'pound£@example.org', 'jürgen@example.org', '"o’brien"@example.org'])(
    'is refused at once where SendGrid would drop it: %s',
    async (address) => {
      for (const field of ['from', 'to', 'reply_to']) {
        expect(await reasonOf({ ...EMAIL, [field]: address }, field)).toMatch(/ASCII/);
      }
      for (const field of ['cc', 'bcc'])
        expect(await reasonOf({ ...EMAIL, [field]: [address] }, field)).toMatch(/ASCII/);
      const old = { from: 'shop@example.com', to: address, body: 'old' };
      expect(await reasonOf(old, 'to', '/api/messages/email')).toMatch(/ASCII/);
      // Who wrote so to us is a participant all the same.
      await query('/api/v1/messages', { from: address }).expect(200);
    },
  );
});

describe('a mailbox', () => {
  it.each([
    ['aaa..bbb@docomo.ne.jp', '"aaa..bbb"@docomo.ne.jp', '"aaa..bbb"@docomo.ne.jp'],
    ['jane.doe@example.org', '"jane.doe"@example.org', 'jane.doe@example.org'],
    ['.abc.@docomo.ne.jp', '".abc."@docomo.ne.jp', '".abc."@docomo.ne.jp'],
  ])('is one, quoted or not: %s', async (bare, quoted, wire) => {
    const received = await mails(bare);
    for (const [n, to] of [bare, quoted, `Jane <${quoted}>`].entries()) {
      const body = `to ${n} ${to}`;
      const sent = await send(system.url, { ...EMAIL, from: 'shop@example.com', to, body });
      expect(sent.conversation_id).toBe(received.conversation_id);
      expect((await arrived(body)).to).toBe(wire);
      expect((await found({ to })).map(({ id }) => id)).toContain(sent.id);
    }
    expect((await mails(`Jane <${quoted}>`)).conversation_id).toBe(received.conversation_id);
    const suppression = { channel: 'email', address: quoted, reason: 'manual' };
    expect((await api().post('/api/v1/suppressions').send(suppression).expect(201)).body).toMatchObject({
      address: bare,
    });
    expect(await suppressed(bare)).toHaveLength(1);
    const { id } = await send(system.url, { ...EMAIL, to: bare });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });

  it.each([
    '"foo <bar>" <a@example.org>',
    '"x > y" <a@example.org>',
    '"b@c.example, \\"d\\"" <a@example.org>',
  ])('has a name that may hold anything: %s', async (to) => {
    const sent = await send(system.url, {
      ...EMAIL,
      from: to.replace('a@example.org', 'shop@example.com'),
      to,
    });
    expect(sent).toMatchObject({ to });
    await reaches(system.url, sent.id, 'delivered');
    expect((await found({ to, from: 'shop@example.com', limit: '1' })).map(({ id }) => id)).toEqual([
      sent.id,
    ]);
  });
});

describe('STOP as people and telephones write it', () => {
  let people = 0;
  it.each(['opt out', 'Stop.', '“STOP”', 'STOP\u200b', '\u202aSTOP\u202c', 'opt‐out', '(cancel)', 'Revoke,'])(
    'ends texts by %j',
    async (word) => {
      const person = `+155598500${String((people += 1)).padStart(2, '0')}`;
      await texts(person, word);
      expect(await suppressed(person)).toMatchObject([{ sender: OURS, reason: 'stop' }]);
      await texts(person, 'please don’t stop');
      await texts(person, '“Start.”');
      expect(await suppressed(person)).toEqual([]);
      await texts(person, 'Please don’t stop');
      expect(await suppressed(person)).toEqual([]);
    },
  );
});

describe('a text as long as Twilio takes it', () => {
  const emoji = (count: number) => '😀'.repeat(count);
  it.each([SMS, MMS])('is counted in UTF-16 units, case %#', async (message) => {
    for (const path of ['send', 'preview']) {
      expect(await reasonOf({ ...message, body: emoji(801) }, 'body', `/api/v1/messages/${path}`)).toMatch(
        /1600/,
      );
    }
    await api()
      .post('/api/v1/messages/preview')
      .send({ ...message, body: emoji(800) })
      .expect(200);
    const batch = await api()
      .post('/api/v1/messages/batch')
      .send({ messages: [{ ...message, body: emoji(801) }] });
    expect(batch.body).toMatchObject({ results: [{ status: 422, errors: [{ field: 'body' }] }] });
    const { from, to, attachments } = message as typeof MMS;
    await reasonOf({ from, to, attachments, body: emoji(801) }, 'body', '/api/messages/sms');
  });

  it('is sent at its longest', async () => {
    await reaches(system.url, (await send(system.url, { ...SMS, body: emoji(800) })).id, 'delivered');
  });

  it('is another thing in a mail', async () => {
    await send(system.url, { ...EMAIL, to: 'long@example.org', body: emoji(801) });
  });
});

describe('clients of the service before', () => {
  const root = '/api/v1/conversations';

  it('open a conversation without its channel, or as mms', async () => {
    const numbers = { participant_from: '+15551230001', participant_to: '+15551230002' };
    const texting = await api().post(root).send(numbers).expect(201);
    expect(texting.body).toMatchObject({ channel_type: 'sms' });
    const { id } = texting.body as { id: string };
    const again = await api()
      .post(root)
      .send({ ...numbers, channel_type: 'mms' })
      .expect(200);
    expect(again.body).toMatchObject({ id, channel_type: 'sms' });
    const mail = {
      participant_from: 'Shop <a1@example.com>',
      participant_to: 'b1@example.org',
      channel_type: null,
    };
    expect((await api().post(root).send(mail).expect(201)).body).toMatchObject({ channel_type: 'email' });
    const mixed = { participant_from: '+15551230001', participant_to: 'b1@example.org' };
    expect(await reasonOf(mixed, 'participant_from', root)).toMatch(/email/);
    await reasonOf({ ...numbers, channel_type: 'fax' }, 'channel_type', root);
    const listed = await query(root, { channel_type: 'mms', participant: '+15551230001' }).expect(200);
    expect(listed.body).toMatchObject({ conversations: [{ id }] });
  });

  it('ask for what is queued', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await send(system.url, { ...SMS, send_at: soon });
    const body = (parameters: Record<string, string>) =>
      query('/api/v1/messages', parameters)
        .expect(200)
        .then((answer) => answer.body as { messages: { status: string }[] });
    const { rows } = await system.database.pool.query<{ id: string }>(
      "UPDATE messages SET status = 'pending', due_at = now() + interval '1 hour' WHERE status = 'scheduled' RETURNING id",
    );
    expect((await body({ status: 'queued' })).messages).toMatchObject(
      rows.map(({ id }) => ({ id, status: 'pending' })),
    );
  });

  it.each<[string, boolean]>([
    ['True', true],
    ['1', true],
    ['true', true],
    ['TRUE', true],
    ['False', false],
    ['0', false],
  ])('say %s', async (word, meant) => {
    const pair = { participant_from: '+15551230003', participant_to: '+15551230004', type: 'thread' };
    const { id } = (await api().post(root).send(pair).expect(201)).body as { id: string };
    const shown = await query(`${root}/${id}`, { include_messages: word }).expect(200);
    expect('messages' in (shown.body as object)).toBe(meant);
    await api().delete(`${root}/${id}`).query({ hard_delete: word }).expect(204);
    await api()
      .get(`${root}/${id}`)
      .expect(meant ? 404 : 200);
  });
});
