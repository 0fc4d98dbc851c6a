import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import twilio from 'twilio';
import { EMAIL, MMS, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { chunk, postHead, RawConnection } from '../support/raw-connection.js';
import { RunningSystem } from '../support/running-system.js';
import { eventHeaders, SIGNED_EVENTS } from '../support/signed-events.js';

const SECRET = randomUUID();
const KEEP_ALIVE_SECONDS = 3;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    REQUEST_TIMEOUT_SECONDS: '1',
    KEEP_ALIVE_SECONDS: String(KEEP_ALIVE_SECONDS),
    SENDGRID_INBOUND_SECRET: SECRET,
    ...SIGNED_EVENTS,
  });
});
afterAll(() => system.stop());

const SEND = '/api/v1/messages/send';
const JSON_TYPE = { 'content-type': 'application/json' };
const TOO_LATE =
  /^(HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 408 Request Timeout\r\n[^]*did not arrive in time/;

/** What is in PostgreSQL that a request could have put there. */
async function stored(): Promise<unknown> {
  const { rows } = await system.database.pool.query(
    'SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM webhook_events) AS events',
  );
  return rows;
}

/** Sends requests of which only the first part comes in time, all at once. */
async function refuseAll(requests: (readonly [first: string, rest: string])[]): Promise<void> {
  const before = await stored();
  const refuse = async ([first, rest]: (typeof requests)[number]) => {
    const connection = new RawConnection(system.url).write(first);
    await connection.until(TOO_LATE);
    await connection.write(rest).dripUntilBroken('\r\n');
    expect(connection.answer.match(/HTTP\/1\.1 [2-5]/g)).toHaveLength(1);
  };
  await Promise.all(requests.map(refuse));
  // Whatever was begun with the rest would be done before what begins now.
  await request(system.url).get('/api/v1/messages').expect(200);
  expect(await stored()).toEqual(before);
}

describe('a request that was answered 408', () => {
  const message = JSON.stringify(SMS);
  const halves = (text: string) => [text.slice(0, 20), text.slice(20)] as const;
  const lengthOf = (text: string) => ({ 'content-length': Buffer.byteLength(text) });

  const BODIES: [string, Record<string, string>, string][] = [
    [SEND, JSON_TYPE, message],
    [SEND, { ...JSON_TYPE, 'idempotency-key': 'too-late' }, message],
    ['/api/messages/email', JSON_TYPE, JSON.stringify({ ...EMAIL, type: undefined })],
    [SEND, { ...JSON_TYPE, expect: '100-continue' }, message],
    ['/api/v1/messages/batch', JSON_TYPE, JSON.stringify({ messages: [SMS, MMS] })],
  ];

  it('is never handled: messages, whole or in chunks, and such whose headers were late', async () => {
    const [one, two] = halves(message);
    const chunked = postHead(SEND, { ...JSON_TYPE, 'transfer-encoding': 'chunked' });
    const whole = postHead(SEND, { ...JSON_TYPE, ...lengthOf(message) }) + message;
    await refuseAll([
      ...BODIES.map(
        ([path, headers, body]) =>
          [postHead(path, { ...headers, ...lengthOf(body) }) + halves(body)[0], halves(body)[1]] as const,
      ),
      [chunked + chunk(one), `${chunk(two)}0\r\n\r\n`],
      [chunked + chunk(message), '0\r\n\r\n'],
      [whole.slice(0, 30), whole.slice(30)],
    ]);
  });

  it('is never handled: a callback of Twilio, events of SendGrid, a mail', async () => {
    const path = '/api/v1/webhooks/twilio';
    const form = { MessageSid: `SM${'c'.repeat(32)}`, MessageStatus: 'delivered', To: '+15559870001' };
    const signature = twilio.getExpectedTwilioSignature(
      SANDBOX_CREDENTIALS.twilioAuthToken,
      system.url + path,
      form,
    );
    const text = new URLSearchParams(form).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
      ...lengthOf(text),
    };
    const events = '[{"event":"bounce","email":"late@example.org","sg_event_id":"too-late"}]';
    const head = postHead('/api/v1/webhooks/sendgrid', { ...eventHeaders(events), ...lengthOf(events) });
    const fields = { from: 'a@example.org', to: 'b@example.com', subject: 'Late', text: 'Late' };
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const mail = `${parts.join('')}--b--\r\n`;
    const mailHead = postHead(`/api/v1/webhooks/sendgrid/inbound/${SECRET}`, {
      'content-type': 'multipart/form-data; boundary=b',
      ...lengthOf(mail),
    });
    await refuseAll([
      [postHead(path, headers) + halves(text)[0], halves(text)[1]],
      [head + halves(events)[0], halves(events)[1]],
      [mailHead + mail.slice(0, -10), mail.slice(-10)],
    ]);
  });

  it('stands behind one that came in time, whose answer comes alone', async () => {
    const inTime = postHead(SEND, { ...JSON_TYPE, ...lengthOf(message) }) + message;
    const connection = new RawConnection(system.url).write(`${inTime}no request\r\n\r\n`);
    await connection.until(/^HTTP\/1\.1 201 /);
    await connection.dripUntilBroken('\r\n');
    expect(connection.answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

describe('a connection', () => {
  it('that never sends all of a request is broken soon after its time', async () => {
    const begins = [
      '',
      'GET /live HTTP/1.1\r\nHost: api\r\nX-Drip: ',
      postHead(SEND, { ...JSON_TYPE, 'content-length': 100_000 }),
      postHead('/api/v1/webhooks/twilio', { 'content-length': 60_000 }),
    ];
    const broken = async (begin: string) => {
      const connection = new RawConnection(system.url).write(begin);
      if (begin === '') await connection.untilEnded();
      await connection.dripUntilBroken('x', 6_000);
    };
    await Promise.all(begins.map(broken));
  });

  it('whose answers are not read is broken, and one that waits for news is not', async () => {
    const later = { ...SMS, send_at: new Date(Date.now() + 3e6) };
    const { body } = await request(system.url).post(SEND).send(later).expect(201);
    const stream = `GET /api/v1/messages/${(body as { id: string }).id}/stream HTTP/1.1\r\nHost: api\r\n\r\n`;
    const waiting = new RawConnection(system.url).write(stream);
    await waiting.until(/^HTTP\/1\.1 200 [^]*"status":"scheduled"/);
    const asks = 'GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: api\r\n\r\n'.repeat(30);
    const next = once(system.api.getHttpServer() as Server, 'connection');
    const unread = new RawConnection(system.url).stopReading().write(asks);
    const [socket] = (await next) as [Socket];
    // Whoever reads nothing is not told either: what is asked is our end of it.
    await eventually(() => expect(socket.destroyed).toBe(true));
    unread.close();
    expect(waiting.ended).toBe(false);
    waiting.close();
  }, 30_000);

  it('that sends what is no request is answered, and broken', async () => {
    const wrong: [string, number][] = [
      ['hello\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200_000)}`, 431],
      [`${postHead(SEND, { ...JSON_TYPE, 'transfer-encoding': 'chunked' })}zz\r\n`, 400],
    ];
    const broken = async ([text, status]: (typeof wrong)[number]) => {
      const connection = new RawConnection(system.url).write(text);
      await connection.until(new RegExp(`^HTTP/1.1 ${status} [^]*problem\\+json[^]*}$`));
      await connection.dripUntilBroken('GET /live HTTP/1.1\r\nHost: api\r\n\r\n', 6_000);
      expect(connection.answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    };
    await Promise.all(wrong.map(broken));
  });

  it('that asks for what there is not, or does not say whom, is told so, and broken', async () => {
    const body = { ...JSON_TYPE, 'content-length': 1_000_000 };
    const wrong: [string, number, RegExp][] = [
      ['GET /live HTTP/1.1\r\n\r\n', 400, /Host is missing/],
      ['GET /live HTTP/1.1\r\nHost: api\r\nhost: other\r\n\r\n', 400, /Host comes more than once/],
      [postHead(SEND, { ...body, expect: '200-ok' }), 417, /100-continue/],
      ['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 400, /no proxy/],
    ];
    const broken = async ([text, status, words]: (typeof wrong)[number]) => {
      const connection = new RawConnection(system.url).write(text);
      await connection.until(new RegExp(`^HTTP/1.1 ${status} [^]*problem\\+json[^]*${words.source}[^]*}$`));
      await connection.dripUntilBroken('GET /live HTTP/1.1\r\nHost: api\r\n\r\n', 6_000);
      expect(connection.answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    };
    await Promise.all(wrong.map(broken));
    const old = new RawConnection(system.url).write('GET /live HTTP/1.0\r\n\r\n');
    await old.until(/^HTTP\/1\.1 200 /);
    old.close();
  });

  it('that is idle is kept longer than a request may take, and no longer than is set', async () => {
    const ask = 'GET /live HTTP/1.1\r\nHost: api\r\n\r\n';
    const connection = new RawConnection(system.url).write(ask);
    await connection.until(/HTTP\/1\.1 200 [^]*Keep-Alive: timeout=3/);
    // The time itself is what is tried.
    await delay(2_300);
    await connection.write(ask).until(/HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 /);
    await connection.untilEnded(KEEP_ALIVE_SECONDS * 1_000 + 3_000);
    expect(connection.answer).not.toMatch(/ 408 /);
  });

  it('is kept longer than the 60 seconds of load balancers by default, at the processor too', async () => {
    const url = await system.startApi({ KEEP_ALIVE_SECONDS: '', REQUEST_TIMEOUT_SECONDS: '' });
    const processor = await system.startProcessor({ KEEP_ALIVE_SECONDS: '' });
    const { port } = (processor.getHttpServer() as Server).address() as AddressInfo;
    for (const address of [url, `http://127.0.0.1:${port}`]) {
      const connection = new RawConnection(address).write('GET /live HTTP/1.1\r\nHost: api\r\n\r\n');
      await connection.until(/HTTP\/1\.1 200 [^]*Keep-Alive: timeout=75/);
      connection.close();
    }
    await eventually(() => expect(processor.getHttpServer()).toMatchObject({ keepAliveTimeout: 75_000 }));
  });
});
