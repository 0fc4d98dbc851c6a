import request from 'supertest';
import { EMAIL, get, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';
import { eventHeaders, SIGNED_EVENTS } from '../support/signed-events.js';

/** JSON.parse reads it; whatever walks it by calling itself overflows. */
const DEEP = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
const DEEP_LIST = '['.repeat(20_000) + ']'.repeat(20_000);
const LONG_LIST = `[${'0,'.repeat(100_000)}0]`;
const ID = '0190b1de-0000-7000-8000-000000000000';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ WEBHOOK_ALLOW_UNSIGNED: 'true', ...SIGNED_EVENTS });
});
afterAll(() => system.stop());

const asItIs = (body: unknown) => body as string;

function events(body: string | Buffer) {
  return request(system.url)
    .post('/api/v1/webhooks/sendgrid')
    .set(eventHeaders(body))
    .serialize(asItIs)
    .send(body);
}

function json(method: 'post' | 'patch', path: string, body: string | Buffer) {
  return request(system.url)[method](path).type('json').serialize(asItIs).send(body);
}

/** `body` with one more member, as text: what no object of JavaScript says. */
const withMember = (body: object, member: string) => JSON.stringify(body).replace('{', `{${member},`);

describe('signed events', () => {
  it.each([
    ['an event nested deep', `[{"event":"open","sg_event_id":"deep","a":${DEEP}}]`],
    ['a list nested deep', `[{"event":"open","a":${DEEP_LIST}}]`],
    ['nothing but lists', DEEP_LIST],
    ['a deep one without an id, which is told from its content', `[{"event":"open","a":${DEEP}}]`],
  ])('%s is a 400 that says so', async (_, body) => {
    const answer = await events(body).expect(400);
    expect(answer.body).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/nested more than 100 levels/) as string,
    });
  });

  it.each([
    ['a long list', `[{"event":"open","a":${LONG_LIST}}]`],
    ['a number beyond all', '[{"event":"open","sg_event_id":"huge","timestamp":1e999,"a":-1e999}]'],
    ['a name that comes twice', '[{"event":"open","event":"click","sg_event_id":"twice"}]'],
    ['a prototype', '[{"event":"open","sg_event_id":"proto","__proto__":{"event":"bounce"}}]'],
    ['half a surrogate pair, and NUL', '[{"event":"open","sg_event_id":"half","\\ud800":"\\udc00\\u0000"}]'],
    [
      'bytes that are not UTF-8',
      Buffer.from('[{"event":"open","sg_event_id":"bytes","a":"\xe9\xff"}]', 'latin1'),
    ],
  ])('%s are kept', async (_, body) => {
    await events(body).expect(200);
  });

  it('with a byte order mark are a 4xx or taken, and no fault', async () => {
    expect((await events('\ufeff[{"event":"open","sg_event_id":"bom"}]')).status).toBeLessThan(500);
  });
});

describe('JSON nested deep', () => {
  it.each([
    '/api/v1/webhooks/twilio',
    '/api/v1/webhooks/sendgrid',
    '/api/v1/webhooks/generic/twilio',
    '/api/webhooks/sms',
    '/api/webhooks/email',
  ])('is refused at %s', async (path) => {
    for (const body of [DEEP, DEEP_LIST, `{"messaging_provider_id":"deep","from":${DEEP}}`]) {
      const { status } = await json('post', path, body);
      expect([400, 413]).toContain(status);
    }
  });

  it.each<['post' | 'patch', string]>([
    ['post', '/api/v1/messages/send'],
    ['post', '/api/v1/messages/batch'],
    ['post', '/api/v1/messages/preview'],
    ['patch', `/api/v1/messages/${ID}/status`],
    ['post', `/api/v1/messages/${ID}/retry`],
    ['post', '/api/v1/conversations'],
    ['patch', `/api/v1/conversations/${ID}`],
    ['post', '/api/v1/conversations/search'],
    ['post', '/api/v1/webhook-endpoints'],
    ['post', '/api/v1/suppressions'],
    ['post', '/api/messages/sms'],
    ['post', '/api/messages/email'],
  ])('is no fault: %s %s', async (method, path) => {
    const fields = ['metadata', 'from', 'to', 'body', 'attachments', 'defaults', 'messages', 'url', 'a'];
    const bodies = [
      DEEP,
      DEEP_LIST,
      LONG_LIST,
      ...fields.map((field) => `{"${field}":${DEEP}}`),
      withMember(EMAIL, `"metadata":${DEEP}`),
      `{"messages":[{"metadata":${DEEP}},${DEEP}]}`,
      `{"defaults":{"metadata":${DEEP}},"messages":[{"to":"+15559876543"}]}`,
    ];
    for (const body of bodies) {
      const { status } = await json(method, path, body).set('idempotency-key', 'deep');
      expect([body.slice(0, 40), status < 500]).toEqual([body.slice(0, 40), true]);
    }
  });
});

describe('metadata', () => {
  const posted = (metadata: string) =>
    json('post', '/api/v1/messages/send', withMember(SMS, `"metadata":${metadata}`));

  it.each(['{"a":1e999}', '{"a":{"b":[-1e400]}}'])(
    'with a number that nothing holds is refused: %s',
    async (text) => {
      const answer = await posted(text).expect(422);
      expect(answer.body).toMatchObject({
        errors: [{ field: 'metadata', reason: expect.any(String) as string }],
      });
    },
  );

  it.each(['{"\\ud800":1}', '{"a":"\\udc00"}', '{"a":["\\u0000"]}'])(
    'with half a surrogate pair, or NUL, is refused: %s',
    (text) => posted(text).expect(422),
  );

  it('keeps names that objects have of their own, and the last of two', async () => {
    const text = '{"__proto__":{"a":1},"constructor":"c","toString":null,"twice":1,"twice":2}';
    const { body } = await posted(text).expect(201);
    const { metadata } = await get(system.url, (body as { id: string }).id);
    expect(JSON.stringify(metadata)).toContain('"__proto__":{"a":1}');
    expect(metadata).toMatchObject({ constructor: 'c', toString: null, twice: 2 });
  });

  it('may begin with a byte order mark, and must be UTF-8', async () => {
    await json('post', '/api/v1/messages/send', `\ufeff${JSON.stringify(SMS)}`).expect(201);
    const latin = Buffer.from(withMember(SMS, '"metadata":{"a":"\xe9"}'), 'latin1');
    await json('post', '/api/v1/messages/send', latin).expect(400);
  });
});
