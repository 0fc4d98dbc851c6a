import { createPublicKey, verify } from 'node:crypto';
import { SANDBOX_CREDENTIALS } from '#config';
import { MailService } from '@sendgrid/mail';
import request from 'supertest';
import { CallbackReceiver, type Received } from '../../testing/callback-receiver.js';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import type { RunningSandbox } from '../start-sandbox.js';

type Event = Record<string, unknown>;

const KEY = SANDBOX_CREDENTIALS.sendgridApiKey;
const FROM = 'Shop <shop@example.com>';
const AT = 'simulator.sendstream.test';
const MAIL = {
  from: { email: 'a@example.com' },
  subject: 'S',
  personalizations: [{ to: [{ email: 'b@example.com' }] }],
  content: [{ type: 'text/plain', value: 'T' }],
};

describe("SendGrid's API", () => {
  let sandbox: RunningSandbox;
  let receiver: CallbackReceiver;
  let mail: MailService;
  const post = (body: object) =>
    request(sandbox.url).post('/v3/mail/send').set('Authorization', `Bearer ${KEY}`).send(body);
  const events = () => receiver.received.flatMap(({ body }) => JSON.parse(body) as Event[]);
  const eventsOf = (count: number) =>
    receiver.until(() => events().length >= count).then(() => events().map(({ event }) => event));

  beforeEach(async () => {
    receiver = await CallbackReceiver.start();
    sandbox = await startSandboxForSpecs({ PUBLIC_URL: receiver.url });
    mail = new MailService();
    mail.setApiKey(KEY);
    (
      mail as unknown as { client: { setDefaultRequest(name: string, value: string): void } }
    ).client.setDefaultRequest('baseUrl', sandbox.url);
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  it('takes a mail from the SDK with 202, an empty body and its id', async () => {
    const [answer] = await mail.send({ from: FROM, to: 'Bo <bo@example.com>', subject: 'Hi', text: 'Hello' });
    expect(answer.statusCode).toBe(202);
    expect(answer.body).toBe('');
    expect(answer.headers['x-message-id']).toMatch(/^[\w-]{22}$/);
    const { body } = await request(sandbox.url).get('/messages').expect(200);
    expect(body.messages).toMatchObject([
      {
        id: answer.headers['x-message-id'],
        from: 'shop@example.com',
        to: 'bo@example.com',
        subject: 'Hi',
        body: 'Hello',
      },
    ]);
  });

  it('then posts signed events, custom args at their top level', async () => {
    const [answer] = await mail.send({
      from: FROM,
      to: 'bo@example.com',
      subject: 'Hi',
      html: '<p>Hello</p>',
      customArgs: { message_id: 'm-1', event: 'not this' },
      categories: ['codes'],
    });
    expect(await eventsOf(2)).toEqual(['processed', 'delivered']);
    expect(events()[1]).toEqual({
      category: ['codes'],
      email: 'bo@example.com',
      event: 'delivered',
      ip: expect.any(String),
      message_id: 'm-1',
      response: '250 2.0.0 OK',
      sg_event_id: expect.stringMatching(/^[\w-]{22}$/),
      sg_message_id: expect.stringMatching(new RegExp(`^${answer.headers['x-message-id']}\\.filterdrecv-`)),
      'smtp-id': expect.stringMatching(/^<.+@.+>$/),
      timestamp: expect.any(Number),
      tls: 1,
    });
    expect(new Set(events().map(({ sg_event_id: id }) => id)).size).toBe(2);
    for (const received of receiver.received) {
      expect(received.path).toBe('/api/v1/webhooks/sendgrid');
      expect(isSigned(received, sandbox.publicKey)).toBe(true);
      expect(isSigned({ ...received, body: `${received.body} ` }, sandbox.publicKey)).toBe(false);
    }
    const { text } = await request(sandbox.url).get('/sandbox/public-key').expect(200);
    expect(text).toBe(sandbox.publicKey);
  });

  it.each([
    ['bounce', ['processed', 'bounce'], { type: 'bounce', status: '5.1.1' }],
    ['bounce+42', ['processed', 'bounce'], { type: 'bounce' }],
    ['blocked', ['processed', 'bounce'], { type: 'blocked' }],
    ['dropped', ['dropped'], { reason: 'Bounced Address' }],
    ['deferred', ['processed', 'deferred', 'delivered'], { response: '250 2.0.0 OK' }],
    ['opened', ['processed', 'delivered', 'open', 'click'], { url: 'https://www.example.com/' }],
    ['spamreport', ['processed', 'delivered', 'spamreport'], {}],
    ['unsubscribe', ['processed', 'delivered', 'unsubscribe'], {}],
  ])('to %s@ sends %j', async (mailbox, expected, last) => {
    await mail.send({ from: FROM, to: `${mailbox}@${AT}`, subject: 'Hi', text: 'Hello' });
    expect(await eventsOf(expected.length)).toEqual(expected);
    expect(events().at(-1)).toMatchObject(last);
  });

  it.each([
    ['429', 429],
    ['500', 500],
    ['400', 400],
  ])('to %s@ refuses', async (mailbox, status) => {
    const sending = mail.send({ from: FROM, to: `${mailbox}@${AT}`, subject: 'Hi', text: 'Hello' });
    await expect(sending).rejects.toMatchObject({
      code: status,
      response: { body: { errors: [{ message: expect.any(String), field: null, help: null }] } },
    });
  });

  it('says with a 429 when the limit ends', async () => {
    const { headers } = await post({ ...MAIL, personalizations: [{ to: [{ email: `429@${AT}` }] }] }).expect(
      429,
    );
    expect(headers).toMatchObject({ 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': expect.any(String) });
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1_000);
  });

  it('fails a mail twice and then takes it', async () => {
    const send = () => post({ ...MAIL, personalizations: [{ to: [{ email: `503-twice@${AT}` }] }] });
    await send().expect(503);
    await send().expect(503);
    await send().expect(202);
  });

  it('takes a mail and cuts the line; its events still come', async () => {
    await expect(mail.send({ from: FROM, to: `cut@${AT}`, subject: 'Hi', text: 'Hello' })).rejects.toThrow();
    expect(await eventsOf(2)).toEqual(['processed', 'delivered']);
  });

  it.each(['o’brien@example.org', 'aaa..bbb@docomo.ne.jp', 'abc.@docomo.ne.jp'])(
    'takes a mail to %s, and drops it',
    async (email) => {
      await post({ ...MAIL, personalizations: [{ to: [{ email }] }] }).expect(202);
      expect(await eventsOf(1)).toEqual(['dropped']);
      expect(events()[0]).toMatchObject({ reason: 'Invalid', email });
    },
  );

  it('delivers to such a one in quotes', async () => {
    await post({ ...MAIL, personalizations: [{ to: [{ email: '"aaa..bbb"@docomo.ne.jp' }] }] }).expect(202);
    expect(await eventsOf(2)).toEqual(['processed', 'delivered']);
  });

  it('names every rule that a mail breaks, as SendGrid does', async () => {
    const { body } = await post({ personalizations: [{ to: [{ email: 'nobody' }] }] }).expect(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'from.email',
      'personalizations.0.to.0.email',
      'subject',
      'content',
    ]);
    expect(body.errors[0]).toEqual({
      message: expect.stringMatching(/^The from object must be provided/),
      field: 'from.email',
      help: 'http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.from',
    });
    await post({ ...MAIL, custom_args: { n: 1 } }).expect(400);
    await post({ ...MAIL, content: [{ type: 'text/plain', value: '' }] }).expect(400);
    await post({ ...MAIL, personalizations: [] }).expect(400);
  });

  it('in sandbox mode checks the mail and takes nothing', async () => {
    await post({ ...MAIL, mail_settings: { sandbox_mode: { enable: true } } }).expect(200, '');
    const { body } = await request(sandbox.url).get('/messages');
    expect(body).toEqual({ messages: [], total: 0 });
  });

  it('asks for the key, for JSON, and for a path it knows', async () => {
    const unauthorized = await request(sandbox.url)
      .post('/v3/mail/send')
      .set('Authorization', 'Bearer SG.x')
      .send(MAIL);
    expect(unauthorized.status).toBe(401);
    expect(unauthorized.body).toEqual({
      errors: [
        {
          message: 'The provided authorization grant is invalid, expired, or revoked',
          field: null,
          help: null,
        },
      ],
    });
    const call = () => request(sandbox.url).post('/v3/mail/send').set('Authorization', `Bearer ${KEY}`);
    await call().type('text').send('x').expect(415);
    const broken = await call().type('json').send('{"from":').expect(400);
    expect(broken.body.errors).toHaveLength(1);
  });

  it('posts the same events again until they are taken', async () => {
    receiver.answerNext(500);
    await post(MAIL).expect(202);
    await receiver.until(() => events().filter(({ event }) => event === 'processed').length === 2);
    const [first, again] = events().filter(({ event }) => event === 'processed');
    expect(again).toEqual(first);
  });
});

function signatureOf({ headers }: Received) {
  return {
    signature: String(headers['x-twilio-email-event-webhook-signature']),
    timestamp: String(headers['x-twilio-email-event-webhook-timestamp']),
  };
}

function isSigned(received: Received, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const { signature, timestamp } = signatureOf(received);
  return verify('sha256', Buffer.from(timestamp + received.body), key, Buffer.from(signature, 'base64'));
}
