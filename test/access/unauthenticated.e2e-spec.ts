import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SANDBOX_CREDENTIALS } from '#config';
import { UnsubscribeLinks } from '#messaging';
import request from 'supertest';
import twilio from 'twilio';
import { newKey } from '../support/api-key.js';
import { EMAIL, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { chunk, postHead, RawConnection } from '../support/raw-connection.js';
import { RunningSystem } from '../support/running-system.js';
import { eventHeaders, SIGNED_EVENTS } from '../support/signed-events.js';

const INBOUND_SECRET = randomUUID();
/** So that each test has an address of its own: that of its X-Forwarded-For. */
const PROXIED = { TRUST_PROXY: 'loopback' };
const MANY = 100;

const SEND = '/api/v1/messages/send';
const BATCH = '/api/v1/messages/batch';
const TWILIO = '/api/v1/webhooks/twilio';
const SENDGRID = '/api/v1/webhooks/sendgrid';
const INBOUND = `/api/v1/webhooks/sendgrid/inbound`;

let system: RunningSystem;
let secret: string;
let key: Record<string, string>;
beforeAll(async () => {
  system = await RunningSystem.start({
    API_KEYS_REQUIRED: 'true',
    SENDGRID_INBOUND_SECRET: INBOUND_SECRET,
    ...PROXIED,
    ...SIGNED_EVENTS,
  });
  secret = (await newKey(system, ['send', 'read'])).secret;
  key = { authorization: `Bearer ${secret}` };
});
afterAll(() => system.stop());

const JSON_BODY = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' };
const WRONG_KEY = { authorization: 'Bearer ssk_wrong' };

const signed = (form: Record<string, string>) => ({
  'x-twilio-signature': twilio.getExpectedTwilioSignature(
    SANDBOX_CREDENTIALS.twilioAuthToken,
    system.url + TWILIO,
    form,
  ),
});

describe('before a key, signature or secret is known to be right', () => {
  const REFUSED: [string, Record<string, string>, number][] = [
    [SEND, JSON_BODY, 401],
    [BATCH, JSON_BODY, 401],
    [BATCH, { ...JSON_BODY, ...WRONG_KEY }, 401],
    [BATCH, { ...JSON_BODY, 'content-encoding': 'gzip' }, 401],
    [TWILIO, FORM, 403],
    ['/api/v1/webhooks/generic/twilio', FORM, 403],
    [SENDGRID, JSON_BODY, 403],
    ['/api/webhooks/sms', JSON_BODY, 403],
    [INBOUND, MULTIPART, 403],
    [INBOUND, JSON_BODY, 403],
    [`${INBOUND}/wrong`, MULTIPART, 403],
    ['/api/v1/unsubscribe/none', FORM, 404],
    ['/api/v1/nothing', JSON_BODY, 404],
  ];
  const LENGTHS: Record<string, string>[] = [
    { 'content-length': '40000000' },
    { 'transfer-encoding': 'chunked' },
  ];

  it('no body is read, and what is still sent is thrown away for a while only', async () => {
    const answered = async ([path, headers, status]: (typeof REFUSED)[number], length: object) => {
      const connection = new RawConnection(system.url).write(postHead(path, { ...headers, ...length }));
      await connection.until(new RegExp(`^HTTP/1.1 ${status} [^]*problem\\+json[^]*Connection: close`));
      await connection.untilEnded();
      await connection.dripUntilBroken('0'.repeat(1_000), 10_000);
      expect(connection.answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    };
    await Promise.all(REFUSED.flatMap((each) => LENGTHS.map((length) => answered(each, length))));
  });

  it('no body of a route that asks for no key is read', async () => {
    for (const path of ['/health', '/ready', '/metrics', '/dependencies']) {
      const head = postHead(path, { ...JSON_BODY, 'content-length': 100_000 }).replace('POST', 'GET');
      const connection = new RawConnection(system.url).write(head);
      await connection.until(/^HTTP\/1\.1 200 [^]*Connection: close/);
      connection.close();
    }
  });

  it('a client that sends a large body with a wrong key reads why it is refused', async () => {
    const body = JSON.stringify({ messages: [], pad: 'x'.repeat(3_000_000) });
    for (let round = 0; round < 5; round++) {
      const connection = new RawConnection(system.url);
      connection.write(postHead(BATCH, { ...JSON_BODY, ...WRONG_KEY, 'content-length': body.length }));
      await connection.write(body).until(/^HTTP\/1\.1 401 /);
      await connection.untilEnded();
      expect(connection.broken).toBe(false);
      connection.close();
    }
  });

  it('a request behind one that is refused on the same connection is not taken', async () => {
    const before = await stored();
    const body = JSON.stringify(SMS);
    const first = postHead(SEND, { ...JSON_BODY, 'transfer-encoding': 'chunked' }) + chunk('{}');
    const second = postHead(SEND, { ...JSON_BODY, ...key, 'content-length': body.length }) + body;
    const connection = new RawConnection(system.url).write(first);
    await connection.until(/^HTTP\/1\.1 401 /);
    connection.write(`0\r\n\r\n${second}`);
    await connection.dripUntilBroken('\r\n');
    expect(connection.answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(await stored()).toBe(before);
  });

  it('a connection goes on after a large body that was read, and after a small one that was not', async () => {
    const ask = (headers: Record<string, string>, body: string) =>
      postHead(SEND, { ...JSON_BODY, ...headers, 'content-length': body.length }) + body;
    const connection = new RawConnection(system.url);
    const large = JSON.stringify({ ...EMAIL, html: 'x'.repeat(150_000) });
    await connection.write(ask(key, large)).until(/^HTTP\/1\.1 201 /);
    await connection.write(ask({}, JSON.stringify(SMS))).until(/HTTP\/1\.1 401 /);
    await connection.write(ask(key, JSON.stringify(SMS))).until(/HTTP\/1\.1 201 [^]*HTTP\/1\.1 201 /);
    connection.close();
  });

  it('a client that asks whether it may send is told so with its key alone', async () => {
    const body = JSON.stringify(SMS);
    const head = { ...JSON_BODY, 'content-length': body.length, expect: '100-continue' };
    const refused = new RawConnection(system.url).write(postHead(SEND, head));
    await refused.until(/^HTTP\/1\.1 401 /);
    refused.close();
    const taken = new RawConnection(system.url).write(postHead(SEND, { ...head, ...key }));
    await taken.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    await taken.write(body).until(/HTTP\/1\.1 201 /);
    taken.close();
  });
});

describe('a compressed body', () => {
  const bomb = gzipSync(Buffer.alloc(4_000_000, ' '));

  it.each<[string, () => request.Test]>([
    ['of a message', () => request(system.url).post(SEND).set(key).type('json')],
    ['of a batch', () => request(system.url).post(BATCH).set(key).type('json')],
    ['of a callback', () => request(system.url).post(TWILIO).set(signed({})).type('form')],
    ['of events', () => request(system.url).post(SENDGRID).type('json')],
    ['of a mail', () => request(system.url).post(`${INBOUND}/${INBOUND_SECRET}`).set(MULTIPART)],
  ])('%s is refused, and what is taken is named', async (_, post) => {
    for (const coding of ['gzip', 'GZIP', 'deflate', 'br', 'zstd', 'x-gzip', 'identity, gzip']) {
      const answer = await post().set('content-encoding', coding).serialize(asItIs).send(bomb);
      expect([coding, answer.status]).toEqual([coding, 415]);
      expect(answer.headers['accept-encoding']).toBe('identity');
      expect(answer.body).toMatchObject({
        errors: [{ field: 'content-encoding', reason: expect.stringContaining(coding) as string }],
      });
    }
  });

  it('is refused, too, where the transfer is what is compressed', async () => {
    for (const coding of ['gzip, chunked', 'deflate,chunked', 'GZIP, Chunked']) {
      const headers = { ...JSON_BODY, ...key, 'transfer-encoding': coding };
      const connection = new RawConnection(system.url).write(postHead(SEND, headers) + chunk('{}'));
      await connection.until(/^HTTP\/1\.1 415 [^]*transfer-encoding/);
      connection.close();
    }
  });

  it('that is none is taken', async () => {
    for (const coding of ['identity', 'Identity', ''])
      await request(system.url).post(SEND).set(key).set('content-encoding', coding).send(SMS).expect(201);
  });
});

describe('of what is not signed yet', () => {
  it('no more is read than providers send', async () => {
    const head = { ...FORM, ...signed({}), 'content-length': 64 * 1024 + 1 };
    const connection = new RawConnection(system.url).write(postHead(TWILIO, head));
    await connection.until(/^HTTP\/1\.1 413 [^]*at most 65536 bytes/);
    connection.close();
  });

  it('a thousand events of SendGrid, signed, are', async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      event: 'processed',
      email: `someone-${index}@example.org`,
      sg_event_id: `thousand-${index}`,
      padding: 'x'.repeat(700),
    }));
    await sendgridPost(JSON.stringify(events)).expect(200);
  });
});

describe('tries that fail', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });

  /** Repeats it until it is answered 429; answers how often it was answered otherwise, by status. */
  async function untilSlowed(call: () => request.Test): Promise<Record<number, number>> {
    const statuses: Record<number, number> = {};
    for (let count = 0; count < MANY; count++) {
      const answer = await call();
      if (answer.status === 429) {
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
        return statuses;
      }
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
    throw new Error(`${MANY} tries were not slowed down`);
  }

  it('with keys are slowed down, by their address, and no key that is right is', async () => {
    const post = (authorization: string, address = '192.0.2.1') =>
      request(system.url).post(SEND).set({ authorization }).set(from(address)).send(SMS);
    const guess = () => post(`Bearer ssk_${randomBytes(16).toString('hex')}`);
    const { 401: refused = 0 } = await untilSlowed(guess);
    expect(refused).toBeGreaterThanOrEqual(10);
    await post(key.authorization as string).expect(201);
    // One that nobody has used yet, made while the guessing goes on.
    const fresh = await newKey(system, ['send']);
    await Promise.all(Array.from({ length: 20 }, guess));
    let status = 0;
    while (status !== 201) {
      status = (await post(`Bearer ${fresh.secret}`)).status;
      expect([201, 429]).toContain(status);
    }
    await post('Bearer ssk_other', '192.0.2.2').expect(401);
    await post('Basic eDp5', '192.0.2.2').expect(401);
  });

  it('with signatures are slowed down, and the provider at the same address is not', async () => {
    const form = { MessageSid: `SM${'a'.repeat(32)}`, MessageStatus: 'delivered' };
    const post = (headers: Record<string, string>) =>
      request(system.url).post(TWILIO).set(from('192.0.2.3')).set(headers).type('form').send(form);
    await untilSlowed(() => post({ 'x-twilio-signature': `${'A'.repeat(27)}=` }));
    await post(signed(form)).expect(200);
    await post({}).expect(403);
    await untilSlowed(() =>
      request(system.url)
        .post(SENDGRID)
        .set(from('192.0.2.4'))
        .set('x-twilio-email-event-webhook-signature', 'MEUCIQ==')
        .send([]),
    );
    await sendgridPost('[]').set(from('192.0.2.4')).expect(200);
  });

  it('with the secret of inbound mail are slowed down, and the right one is not', async () => {
    const mail = { from: 'a@example.org', to: 'b@example.com', subject: 'Hi', text: 'Hi' };
    const post = (path: string) =>
      request(system.url)
        .post(INBOUND + path)
        .set(from('2001:db8::1'));
    await untilSlowed(() => post(`/${randomBytes(8).toString('hex')}`).field(mail));
    await post('').auth('sendgrid', 'wrong').field(mail).expect(429);
    await post(`/${INBOUND_SECRET}`).field(mail).expect(200);
    await post('').auth('sendgrid', INBOUND_SECRET).field(mail).expect(200);
  });

  it('with unsubscribe links are slowed down, and the right one is not', async () => {
    const open = (token: string) =>
      request(system.url).get(`/api/v1/unsubscribe/${token}`).set(from('192.0.2.5'));
    await untilSlowed(() => open(randomBytes(32).toString('base64url')));
    const { body } = await request(system.url).post(SEND).set(key).send(EMAIL).expect(201);
    const link = system.api.get(UnsubscribeLinks, { strict: false }).of((body as { id: string }).id);
    await open(link.split('/').at(-1) as string).expect(200);
  });
});

it('bodies that strangers begin, from many addresses, take no room of those with a key', async () => {
  const size = 2 * 1024 * 1024;
  const part = Buffer.alloc(size - 1, ' ');
  const head = (address: string) =>
    postHead(SENDGRID, {
      ...JSON_BODY,
      'x-forwarded-for': address,
      'x-twilio-email-event-webhook-signature': 'MEUCIQ==',
      'content-length': size,
    });
  const held = Array.from({ length: 72 }, (_, index) =>
    new RawConnection(system.url).write(head(`198.51.100.${index % 6}`)).write(part),
  );
  await eventually(() => expect(held.some(({ answer }) => answer.startsWith('HTTP/1.1 503 '))).toBe(true));
  const large = `${' '.repeat(3_000_000)}{"messages":[]}`;
  const answer = await request(system.url).post(BATCH).set(key).type('json').serialize(asItIs).send(large);
  expect(answer.status).toBe(422);
  for (const each of held) each.close();
}, 30_000);

describe('where no keys are required', () => {
  it('large bodies that never end fill no memory', async () => {
    const url = await system.startApi({ API_KEYS_REQUIRED: 'false', TRUST_PROXY: '' });
    const head = { ...JSON_BODY, 'content-length': 4 * 1024 * 1024 };
    const part = Buffer.alloc(4 * 1024 * 1024 - 1, ' ');
    const connections = Array.from({ length: 10 }, () =>
      new RawConnection(url).write(postHead(BATCH, head)).write(part),
    );
    await eventually(() => {
      const refused = connections.filter(({ answer }) => /^HTTP\/1\.1 503 [^]*Retry-After: 1/.test(answer));
      expect(refused.length).toBeGreaterThan(0);
    });
    // A small one goes on, and a large one when there is room again.
    await request(url).post(SEND).send(SMS).expect(201);
    for (const each of connections) each.close();
    const padded = `${part.toString()}`.slice(0, 3_000_000) + '{"messages":[]}';
    let status = 503;
    while (status === 503)
      ({ status } = await request(url).post(BATCH).type('json').serialize(asItIs).send(padded));
    expect(status).toBe(422);
  });
});

describe('connections', () => {
  const ready = (connection: RawConnection) =>
    connection.write('GET /live HTTP/1.1\r\nHost: api\r\n\r\n').until(/^HTTP\/1\.1 200 /);

  it('are bounded, those of one address more than all', async () => {
    const url = await system.startApi({
      TRUST_PROXY: '',
      MAX_CONNECTIONS: '8',
      MAX_CONNECTIONS_PER_ADDRESS: '5',
    });
    const open = (address: string) => new RawConnection(url, address);
    const held = Array.from({ length: 5 }, () => open('127.0.0.2'));
    await Promise.all(held.map(ready));
    await open('127.0.0.2').untilEnded();
    const others = ['127.0.0.3', '127.0.0.3', '127.0.0.4'].map(open);
    await Promise.all(others.map(ready));
    await open('127.0.0.5').untilEnded();
    for (const each of [...held, ...others]) each.close();
    await eventually(async () => {
      const later = open('127.0.0.2');
      await later.write('GET /live HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n').untilEnded();
      expect(later.answer).toMatch(/^HTTP\/1\.1 200 /);
    });
  });

  it('of a proxy that is trusted may all be taken', async () => {
    const url = await system.startApi({ MAX_CONNECTIONS_PER_ADDRESS: '2' });
    const held = Array.from({ length: 5 }, () => new RawConnection(url, '127.0.0.2'));
    await Promise.all(held.map(ready));
    for (const each of held) each.close();
  });
});

function sendgridPost(body: string): request.Test {
  return request(system.url).post(SENDGRID).set(eventHeaders(body)).serialize(asItIs).send(body);
}

function asItIs(body: unknown): string {
  return body as string;
}

async function stored(): Promise<number> {
  const { rows } = await system.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM messages',
  );
  return (rows[0] as { count: number }).count;
}
