import request from 'supertest';
import { EMAIL, reaches, send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SECRET = 'parse-secret';
const PERSON = '+15559870001';
const OURS = '+15551234567';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ SENDGRID_INBOUND_SECRET: SECRET });
  await system.startProcessor();
});
afterAll(() => system.stop());

const rows = async (sql: string, values: unknown[] = []) =>
  (await system.database.pool.query(sql, values)).rows;

/** A person texts one of the numbers; answers what the api's answer was. */
async function text(body: string, more: object = {}): Promise<{ message_sid: string; http_status: number }> {
  const response = await fetch(`${system.sandbox.url}/sandbox/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: PERSON, to: OURS, body, ...more }),
  });
  return (await response.json()) as { message_sid: string; http_status: number };
}

const inbound = (providerId: string) =>
  rows("SELECT * FROM messages WHERE direction = 'inbound' AND provider_message_id = $1", [providerId]);

/** A mail is known by its Message-ID, the address, and what it says. */
const inboundMail = (id: string) =>
  rows("SELECT * FROM messages WHERE direction = 'inbound' AND provider_message_id LIKE $1 || ' %'", [id]);

function mail(fields: Record<string, string>, path = `/api/v1/webhooks/sendgrid/inbound/${SECRET}`) {
  const post = request(system.url).post(path);
  for (const [name, value] of Object.entries(fields)) void post.field(name, value);
  return post;
}

describe('texts to us', () => {
  it('become messages of the conversation of that pair, which is active again, with one more unread', async () => {
    const { id } = await send(system.url, { type: 'sms', from: OURS, to: PERSON, body: 'Hello?' });
    const [{ conversation_id }] = await rows('SELECT conversation_id FROM messages WHERE id = $1', [id]);
    await rows("UPDATE conversations SET status = 'archived' WHERE id = $1", [conversation_id]);
    const { message_sid, http_status } = await text('Yes\u0000, \ud83d here');
    expect(http_status).toBe(200);
    expect(await inbound(message_sid)).toMatchObject([
      { conversation_id, status: 'received', type: 'sms', from_address: PERSON, to_address: OURS },
    ]);
    expect(
      await rows('SELECT status, unread_count FROM conversations WHERE id = $1', [conversation_id]),
    ).toEqual([{ status: 'active', unread_count: 1 }]);
    const [{ id: received }] = await inbound(message_sid);
    expect(
      await rows(
        'SELECT 1 FROM message_index_tail WHERE message_id = $1 UNION ALL SELECT 1 FROM message_index WHERE message_id = $1',
        [received],
      ),
    ).toHaveLength(1);
    const { body } = await request(system.url).get(`/api/v1/messages/${received}/events`).expect(200);
    expect((body as { events: object[] }).events).toMatchObject([{ type: 'received', status: 'received' }]);
  });

  it('count once, however often they come', async () => {
    await fetch(`${system.sandbox.url}/sandbox/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ callback_copies: 20 }),
    });
    const from = '+15559870002';
    const { message_sid } = await text('Twice?', { from });
    await fetch(`${system.sandbox.url}/sandbox/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ callback_copies: 1 }),
    });
    expect(await inbound(message_sid)).toHaveLength(1);
    const pair = await rows(
      'SELECT unread_count FROM conversations WHERE participant_to = $1 OR participant_from = $1',
      [from],
    );
    expect(pair).toEqual([{ unread_count: 1 }]);
  });

  it('tell the endpoints that want to know', async () => {
    const endpoint = '01980a5c-7e1f-7cc3-98c4-dc0c0c07398f';
    await rows(
      `INSERT INTO webhook_endpoints (id, url, events, secret) VALUES ($1, 'http://localhost:1', '{message.received}', 'x')`,
      [endpoint],
    );
    const { message_sid } = await text('News', { from: '+15559870003' });
    const [{ id }] = await inbound(message_sid);
    expect(await rows('SELECT type, message_id FROM callbacks WHERE endpoint_id = $1', [endpoint])).toEqual([
      { type: 'message.received', message_id: id },
    ]);
    await rows('DELETE FROM webhook_endpoints');
  });

  it("give their pictures out, fetched with the account's credentials", async () => {
    const { message_sid } = await text('Look', { num_media: 2 });
    const [message] = await inbound(message_sid);
    expect(message).toMatchObject({ type: 'mms' });
    expect(message.attachments).toHaveLength(2);
    const picture = await request(system.url).get(`/api/v1/messages/${message.id}/attachments/1`).expect(200);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment',
    });
    expect(
      Buffer.from(picture.body as Buffer)
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    await request(system.url).get(`/api/v1/messages/${message.id}/attachments/2`).expect(404);
  });

  it('fetch nothing from anywhere but the provider', async () => {
    const { message_sid } = await text('Look', { num_media: 1 });
    const [{ id }] = await inbound(message_sid);
    await rows("UPDATE attachments SET url = 'http://127.0.0.1:1/secret' WHERE message_id = $1", [id]);
    await request(system.url).get(`/api/v1/messages/${id}/attachments/0`).expect(404);
  });
});

describe('what people want', () => {
  const suppressions = (address: string) =>
    rows('SELECT sender, reason FROM suppressions WHERE address = $1 ORDER BY reason', [address]);

  it.each(['STOP', ' stop ', 'Unsubscribe', 'OptOut\n'])('ends texts of that number by %j', async (word) => {
    const from = `+1555986${String(1_000 + word.length).slice(-4)}`;
    await text(word, { from });
    expect(await suppressions(from)).toEqual([{ sender: OURS, reason: 'stop' }]);
    const { id } = await send(system.url, { type: 'sms', from: OURS, to: from, body: 'Still there?' });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
    const other = await send(system.url, {
      type: 'sms',
      from: '+15551234568',
      to: from,
      body: 'Another sender',
    });
    await reaches(system.url, other.id, 'delivered');
    await text('Yes', { from });
    expect(await suppressions(from)).toEqual([]);
  });

  it.each(['Please stop', 'STOP it', 'HELP', ''])('takes %j for no STOP', async (words) => {
    const from = '+15559860009';
    await text(words, { from });
    expect(await suppressions(from)).toEqual([]);
  });

  it('believes OptOutType, whatever the words', async () => {
    const from = '+15559860010';
    await text('Arrêt', { from, opt_out_type: 'STOP' });
    expect(await suppressions(from)).toEqual([{ sender: OURS, reason: 'stop' }]);
  });

  it('learns of a STOP from the refusal of a send', async () => {
    const to = '+15005550004';
    const { id } = await send(system.url, { type: 'sms', from: OURS, to, body: 'Hello' });
    await reaches(system.url, id, 'failed');
    expect(await suppressions(to)).toEqual([{ sender: OURS, reason: 'stop' }]);
  });

  it.each([
    ['bounce', ['bounce']],
    ['blocked', []],
    ['spamreport', ['complaint']],
    ['unsubscribe', ['unsubscribe']],
  ])('keeps what a %s says of an address', async (mailbox, reasons) => {
    const to = `${mailbox}@simulator.sendstream.test`;
    const { id } = await send(system.url, { ...EMAIL, to });
    const done = ['bounce', 'blocked'].includes(mailbox) ? 'failed' : 'delivered';
    await reaches(system.url, id, done);
    const told = mailbox === 'blocked' ? 'bounce' : mailbox;
    await eventually(async () =>
      expect(
        await rows('SELECT 1 FROM webhook_events WHERE message_id = $1 AND provider_status = $2', [id, told]),
      ).toHaveLength(1),
    );
    expect((await suppressions(to)).map(({ reason }) => reason)).toEqual(reasons);
  });
});

describe('mails to us', () => {
  const FIELDS = {
    headers: 'Message-ID: <a1@mail.example>\nX-Other: 1',
    from: 'Jane Doe <Jane@Example.org>',
    to: 'shop@example.com',
    envelope: JSON.stringify({ to: ['shop@example.com'], from: 'jane@example.org' }),
    subject: 'A question',
    text: 'Where is it?',
    html: '<p>Where is it?</p>',
  };

  it.each([
    ['a wrong secret', '/api/v1/webhooks/sendgrid/inbound/wrong'],
    ['no secret', '/api/v1/webhooks/sendgrid/inbound'],
  ])('are refused with %s', async (_, path) => {
    await mail(FIELDS, path).expect(403);
  });

  it('are taken with the secret as password', async () => {
    await mail({ ...FIELDS, headers: 'Message-ID: <a2@mail.example>' }, '/api/v1/webhooks/sendgrid/inbound')
      .auth('sendgrid', SECRET)
      .expect(200);
    expect(await inboundMail('<a2@mail.example> shop@example.com')).toHaveLength(1);
  });

  it('become messages of the pair, with their files, in the character set they were written in', async () => {
    const file = Buffer.from([1, 2, 3, 0, 255]);
    const field = (name: string, value: string | Buffer) => [
      `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`,
      value,
      '\r\n',
    ];
    const parts = [
      ...field('headers', FIELDS.headers),
      ...field('from', FIELDS.from),
      ...field('to', FIELDS.to),
      ...field('charsets', JSON.stringify({ text: 'iso-8859-1', from: 'UTF-8' })),
      ...field('text', Buffer.from('Größe?', 'latin1')),
      '--part\r\nContent-Disposition: form-data; name="attachment1"; filename="ä.bin"\r\n',
      'Content-Type: application/x-thing\r\n\r\n',
      file,
      '\r\n--part--\r\n',
    ];
    await request(system.url)
      .post(`/api/v1/webhooks/sendgrid/inbound/${SECRET}`)
      .set('content-type', 'multipart/form-data; boundary=part')
      .send(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .expect(200);
    const [message] = await inboundMail('<a1@mail.example> shop@example.com');
    expect(message).toMatchObject({
      type: 'email',
      body: 'Größe?',
      from_address: 'Jane Doe <Jane@example.org>',
    });
    const [url] = message.attachments as [string];
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('application/x-thing');
    expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
  });

  it('go into the conversation of the mail they answer, whoever answers it', async () => {
    const { id } = await send(system.url, { ...EMAIL, to: 'first@example.org' });
    const [{ conversation_id }] = await rows('SELECT conversation_id FROM messages WHERE id = $1', [id]);
    const headers = `Message-ID: <b1@mail.example>\nIn-Reply-To:\n <${id}@example.com>\nReferences: <x@y.z>`;
    await mail({ ...FIELDS, headers, from: 'second@example.org' }).expect(200);
    expect(await inboundMail('<b1@mail.example> shop@example.com')).toMatchObject([
      { conversation_id, parent_id: id },
    ]);
  });

  it('that are no form are refused', async () => {
    await request(system.url)
      .post(`/api/v1/webhooks/sendgrid/inbound/${SECRET}`)
      .set('content-type', 'application/json')
      .send({})
      .expect(400);
    await mail({ subject: 'From nobody' }).expect(400);
  });
});

describe('unsubscribe links', () => {
  it('end the mails of that sender by one POST, and by nothing else', async () => {
    const to = 'tired@example.org';
    const sent = await send(system.url, { ...EMAIL, to, list_unsubscribe: true });
    await reaches(system.url, sent.id, 'delivered');
    const { UnsubscribeLinks } = await import('#messaging');
    const path = new URL(system.api.get(UnsubscribeLinks, { strict: false }).of(sent.id)).pathname;

    const page = await request(system.url).get(path).expect(200);
    expect(page.text).toContain('<form method="post">');
    expect(await rows('SELECT 1 FROM suppressions WHERE address = $1', [to])).toHaveLength(0);
    const forged = path.slice(0, -3) + (path.endsWith('AAA') ? 'BBB' : 'AAA');
    await request(system.url).post(forged).expect(404);

    const click = () => request(system.url).post(path).type('form').send('List-Unsubscribe=One-Click');
    await click().expect(200);
    await click().expect(200);
    expect(await rows('SELECT sender, reason FROM suppressions WHERE address = $1', [to])).toEqual([
      { sender: 'shop@example.com', reason: 'unsubscribe' },
    ]);
    const next = await send(system.url, { ...EMAIL, to });
    expect(await reaches(system.url, next.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });
});

describe('GET /api/v1/webhooks/status', () => {
  it('says what came, and 404 for whom nobody knows', async () => {
    const { body } = await request(system.url).get('/api/v1/webhooks/status/twilio').expect(200);
    const total = (await rows("SELECT 1 FROM webhook_events WHERE provider = 'twilio'")).length;
    expect(body).toEqual({
      provider: 'twilio',
      status: 'active',
      statistics: {
        total_webhooks_24h: total,
        processed_webhooks_24h: total,
        error_webhooks_24h: 0,
        last_webhook_at: expect.any(String) as string,
      },
    });
    await request(system.url).get('/api/v1/webhooks/status/nobody').expect(404);
    await request(system.url).post('/api/v1/webhooks/generic/nobody').send({}).expect(404);
  });
});
