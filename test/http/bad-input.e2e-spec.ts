import request from 'supertest';
import { EMAIL, MMS, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

async function stored(): Promise<number> {
  const { rows } = await system.database.pool.query<{ count: number }>(
    'SELECT (SELECT count(*) FROM messages)::int + (SELECT count(*) FROM conversations)::int AS count',
  );
  const queued = await Promise.all(
    ['sms', 'mms', 'email'].map((type) => system.redis.redis.xlen(`message_queue:${type}`)),
  );
  return (rows[0]?.count ?? 0) + queued.reduce((sum, length) => sum + length, 0);
}

const url = (index: number) => `https://example.com/${index}`;

function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let level = 1; level < levels; level++) value = { a: value };
  return value;
}

/** What is sent, the field that is wrong, a word of the reason. */
const WRONG: [string, Record<string, unknown>, string, RegExp][] = [
  ['no from', { ...SMS, from: undefined }, 'from', /required/],
  ['from of the wrong type', { ...SMS, from: 15551234567 }, 'from', /string/],
  ['to without country', { ...SMS, to: '5559876543' }, 'to', /E\.164/],
  ['to with letters', { ...SMS, to: '+1555CALLNOW' }, 'to', /E\.164/],
  ['to too short', { ...SMS, to: '+15' }, 'to', /E\.164/],
  ['an email address as number', { ...SMS, to: 'a@b.example' }, 'to', /E\.164/],
  ['a number as email address', { ...EMAIL, to: '+15559876543' }, 'to', /email/],
  ['an email without domain', { ...EMAIL, to: 'someone@' }, 'to', /email/],
  [
    'a display name with a line break',
    { ...EMAIL, from: 'A\r\nBcc: x@y.example <a@b.example>' },
    'from',
    /email/,
  ],
  ['no type', { ...SMS, type: undefined }, 'type', /sms, mms, email/],
  ['an unknown type', { ...SMS, type: 'fax' }, 'type', /sms, mms, email/],
  ['no body', { ...SMS, body: undefined }, 'body', /required/],
  ['an empty body', { ...SMS, body: '' }, 'body', /at least 1/],
  ['a body too long', { ...SMS, body: 'x'.repeat(1601) }, 'body', /at most 1600/],
  ['a body with NUL', { ...SMS, body: 'a\0b' }, 'body', /NUL/],
  ['half a surrogate pair', { ...SMS, body: 'a\ud800b' }, 'body', /surrogate/],
  ['an sms with attachments', { ...SMS, attachments: [url(1)] }, 'attachments', /mms/],
  ['an mms without', { ...MMS, attachments: null }, 'attachments', /at least one/],
  [
    'too many attachments',
    { ...MMS, attachments: Array.from({ length: 11 }, (_, i) => url(i)) },
    'attachments',
    /at most 10/,
  ],
  ['an ftp attachment', { ...MMS, attachments: ['ftp://example.com/x'] }, 'attachments', /http/],
  ['attachments of the wrong type', { ...MMS, attachments: url(1) }, 'attachments', /array/],
  ['a subject on an sms', { ...SMS, subject: 'hello' }, 'subject', /email/],
  ['html on an sms', { ...SMS, html: '<b>x</b>' }, 'html', /email/],
  ['metadata that is no object', { ...SMS, metadata: [1] }, 'metadata', /object/],
  ['metadata too large', { ...SMS, metadata: { x: 'y'.repeat(4096) } }, 'metadata', /4096 bytes/],
  ['metadata with NUL', { ...SMS, metadata: { x: '\0' } }, 'metadata', /NUL/],
  ['metadata nested without end', { ...SMS, metadata: nested(1_000) }, 'metadata', /100 levels/],
  ['a subject with a line break', { ...EMAIL, subject: 'Hello\r\nBcc: x@y.example' }, 'subject', /one line/],
  ['an unknown field', { ...SMS, colour: 'red' }, 'colour', /not a known field/],
  ['a field that every object inherits', { ...SMS, constructor: 1 }, 'constructor', /not a known field/],
];

describe('bad input', () => {
  it.each(WRONG)('%s is a 422 that names field and reason', async (_, body, field, reason) => {
    const before = await stored();
    const response = await request(system.url).post('/api/v1/messages/send').send(body).expect(422);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem = response.body as {
      detail: string;
      status: number;
      errors: { field: string; reason: string }[];
    };
    expect(problem).toMatchObject({ status: 422, title: 'Unprocessable Entity', type: 'about:blank' });
    const error = problem.errors.find((entry) => entry.field === field);
    expect(error?.reason).toMatch(reason);
    expect(problem.detail).toContain(field);
    expect(await stored()).toBe(before);
  });

  const SENT = JSON.stringify(SMS);
  /** What is sent, the status, the part of the request that is wrong (if it is one), a word of the reason. */
  const WHOLE: [string, () => request.Test, number, string | null, RegExp][] = [
    ['bad JSON', () => json('{"from": '), 400, 'body', /JSON/],
    [
      'an endless metadata',
      () => json(SENT.replace('{', `{"metadata":${endless},`)),
      422,
      'metadata',
      /levels/,
    ],
    ['a prototype', () => json(SENT.replace('{', '{"__proto__":{"a":1},')), 422, '__proto__', /known/],
    [
      'text that is not UTF-8',
      () => json(Buffer.from(SENT.replace('Your', 'H\xe9'), 'latin1')),
      400,
      'body',
      /UTF-8/,
    ],
    ['a JSON array', () => post().send([SMS]), 422, 'body', /object/],
    ['null', () => json('null'), 422, 'body', /object/],
    ['no body at all', () => post(), 422, 'from', /required/],
    ['a 5 MB body', () => post().send({ ...SMS, body: 'x'.repeat(5_000_000) }), 413, 'body', /large/],
    [
      'a wrong content type',
      () => post().type('text/plain').send('x'),
      415,
      'content-type',
      /application\/json/,
    ],
    ['a form', () => post().type('form').send(SMS), 415, 'content-type', /application\/json/],
    [
      'a wrong charset',
      () => post().type('application/json; charset=latin1').send(SENT),
      415,
      'content-type',
      /charset/,
    ],
    ['an unknown route', () => request(system.url).get('/api/v1/nothing'), 404, 'path', /\/api\/v1\/nothing/],
    [
      'a wrong method',
      () => request(system.url).delete('/api/v1/messages/send'),
      405,
      'method',
      /allowed: POST\./,
    ],
    [
      'a send by GET',
      () => request(system.url).get('/api/v1/messages/send/'),
      405,
      'method',
      /allowed: POST\./,
    ],
    ['a malformed id', () => request(system.url).get('/api/v1/messages/abc'), 422, 'id', /must be a UUID/],
    [
      'a malformed id of a timeline',
      () => request(system.url).get('/api/v1/messages/abc/events'),
      422,
      'id',
      /UUID/,
    ],
    [
      'an unknown id',
      () => request(system.url).get(`/api/v1/messages/${UNKNOWN_ID}`),
      404,
      null,
      /no message/,
    ],
    [
      'a malformed address',
      () => request(system.url).get('/api/v1/messages/%E0%A4%A'),
      400,
      'path',
      /percent-encoding/,
    ],
    [
      'an unsigned Twilio callback',
      () => callback('twilio').type('form').send({ A: 'b' }),
      403,
      null,
      /signature/,
    ],
    ['an unsigned SendGrid callback', () => callback('sendgrid').send([{}]), 403, null, /signature/],
  ];
  const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
  const endless = '{"a":'.repeat(40_000) + '1' + '}'.repeat(40_000);
  const post = () => request(system.url).post('/api/v1/messages/send');
  const json = (body: string | Buffer) => post().type('json').serialize(asItIs).send(body);
  const asItIs = (body: unknown) => body as string;
  const callback = (provider: string) => request(system.url).post(`/api/v1/webhooks/${provider}`);

  it.each(WHOLE)('%s is a problem that says why', async (_, call, status, field, reason) => {
    const before = await stored();
    const response = await call();
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({ status, detail: expect.stringMatching(reason) as string });
    if (field) {
      const { errors } = response.body as { errors: unknown[] };
      expect(errors).toContainEqual({ field, reason: expect.stringMatching(reason) as string });
    }
    expect(JSON.stringify(response.body)).not.toMatch(/node_modules|\.js:\d|\.ts:\d/);
    expect(await stored()).toBe(before);
  });
});
