import request from 'supertest';
import { newKey } from '../support/api-key.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
const LIMIT = 5;

let system: RunningSystem;
let other: string;
beforeAll(async () => {
  const variables = { RATE_LIMIT_REQUESTS: String(LIMIT), TRUST_PROXY: 'loopback' };
  system = await RunningSystem.start(variables);
  other = await system.startApi();
});
afterAll(() => system.stop());

const read = (headers: Record<string, string>, url = system.url) =>
  request(url).get(`/api/v1/messages/${UNKNOWN_ID}`).set(headers);
const from = (address: string) => ({ 'X-Forwarded-For': address });
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const statuses = (answers: request.Response[]) => answers.map(({ status }) => status).sort();

describe('the rate limit', () => {
  it('holds exactly over two instances at once, and says what is left', async () => {
    const { secret } = await newKey(system, ['read']);
    const answers = await Promise.all(
      Array.from({ length: 2 * LIMIT }, (_, n) => read(bearer(secret), n % 2 ? other : system.url)),
    );
    expect(statuses(answers)).toEqual([...Array(LIMIT).fill(404), ...Array(LIMIT).fill(429)]);
    const left = answers
      .filter(({ status }) => status === 404)
      .map(({ headers }) => headers['ratelimit'] as string);
    expect(left.map((value) => /^"default";r=(\d);t=(60|59|58)$/.exec(value)?.[1]).sort()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
    for (const { headers } of answers) expect(headers['ratelimit-policy']).toBe('"default";q=5;w=60');
  });

  it('refuses with a problem that says when to come back', async () => {
    for (let n = 0; n < LIMIT; n += 1) await read(from('192.0.2.1')).expect(404);
    const answer = await read(from('192.0.2.1')).expect(429);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['ratelimit']).toBe(`"default";r=0;t=${seconds}`);
    expect(answer.body).toEqual({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'Too Many Requests',
      status: 429,
      detail: `At most 5 requests in 60 seconds; try again in ${seconds}.`,
      'violated-policies': ['default'],
    });
  });

  it('says the same in the older headers', async () => {
    const address = from('192.0.2.20');
    for (let n = 1; n <= LIMIT + 1; n += 1) {
      const { headers } = await read(address).expect(n <= LIMIT ? 404 : 429);
      expect(headers).toMatchObject({
        'x-ratelimit-limit': String(LIMIT),
        'x-ratelimit-remaining': String(Math.max(0, LIMIT - n)),
        'x-ratelimit-reset': expect.stringMatching(/^(60|59|58|57)$/) as string,
      });
    }
  });

  it('is one for each group of routes, the older ones in the group of theirs', async () => {
    const address = from('192.0.2.21');
    const spend = async (path: string) => {
      for (let n = 0; n < LIMIT; n += 1) await request(system.url).get(path).set(address);
    };
    const get = (path: string) => request(system.url).get(path).set(address);
    const post = (path: string) => request(system.url).post(path).set(address).send({});
    await spend('/api/v1/messages');
    await get(`/api/v1/messages/${UNKNOWN_ID}/events`).expect(429);
    await post('/api/v1/messages/send').expect(422);
    await get('/api/v1/conversations').expect(200);
    await get('/api/v1/suppressions').expect(200);
    for (let n = 1; n < LIMIT; n += 1) await post('/api/messages/sms').expect(422);
    await post('/api/v1/messages/send').expect(429);
    await post('/api/v1/messages/batch').expect(429);
    await post('/api/v1/conversations').expect(422);
    for (let n = 1; n < LIMIT; n += 1) await get('/api/conversations').expect(200);
    await get('/api/v1/conversations').expect(429);
  });

  it('takes an address alone, whatever a proxy writes beside it', async () => {
    const ways = [
      ['192.0.2.30', '192.0.2.30:4711', '192.0.2.30:4712', '"[::ffff:192.0.2.30]:4713"'],
      [
        '2001:db8:5::1',
        '[2001:db8:5::1]',
        '[2001:db8:5::1]:443',
        '"[2001:db8:5::2]:443"',
        '[2001:db8:5::3%25a]',
      ],
    ];
    for (const one of ways) {
      const first = one[0] as string;
      const spent = [...one, ...Array<string>(LIMIT).fill(first)].slice(0, LIMIT);
      for (const way of spent) await read(from(way)).expect(404);
      for (const way of one) await read(from(way)).expect(429);
    }
  });

  it('takes the peer for the client where a proxy writes no address', async () => {
    const garbage = ['unknown', '_hidden', '1.2.3.4.5', '192.0.2.1:port', '<script>', '0x7f.1', ':::', ''];
    const byHops = await system.startApi({ TRUST_PROXY: '1', RATE_LIMIT_REQUESTS: String(garbage.length) });
    const path = `/api/v1/conversations/${UNKNOWN_ID}`;
    const at = (url: string, address: string) => request(url).get(path).set(from(address));
    const statuses = [];
    for (const address of garbage) statuses.push((await at(byHops, address)).status);
    expect(statuses).toEqual(garbage.map(() => 404));
    await at(byHops, 'another').expect(429);
    await at(byHops, '192.0.2.40:1, 192.0.2.41:4711').expect(404);
  });

  it('counts each address for itself, and all of a network of IPv6 as one', async () => {
    for (let n = 0; n < LIMIT; n += 1) await read(from(`2001:db8::${n}`)).expect(404);
    await read(from('2001:db8::ffff')).expect(429);
    await read(from('2001:db8:0:1::1')).expect(404);
    await read(from('192.0.2.2')).expect(404);
  });

  it('believes nobody about his address who is no trusted proxy', async () => {
    const plain = await system.startApi({ TRUST_PROXY: '' });
    const answers = [];
    for (let n = 0; n <= LIMIT; n += 1) answers.push(await read(from(`198.51.100.${n}`), plain));
    expect(statuses(answers).at(-1)).toBe(429);
  });

  it('is that of the key where it has one, and none where that is 0', async () => {
    const [few, any] = await Promise.all([
      newKey(system, ['read'], { rateLimit: 2 }),
      newKey(system, ['read'], { rateLimit: 0 }),
    ]);
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push(await read(bearer(few.secret)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 429]);
    expect(answers[0]?.headers['ratelimit-policy']).toBe('"default";q=2;w=60');
    for (let n = 0; n < 2 * LIMIT; n += 1) {
      const answer = await read(bearer(any.secret)).expect(404);
      expect(answer.headers).not.toHaveProperty('ratelimit');
    }
  });

  it.each([
    ['/health', 200],
    ['/ready', 200],
    // Not for who comes through a proxy.
    ['/metrics', 403],
  ])('does not hold for %s', async (path, status) => {
    for (let n = 0; n < 2 * LIMIT; n += 1) {
      const answer = await request(system.url).get(path).set(from('192.0.2.3')).expect(status);
      expect(answer.headers).not.toHaveProperty('ratelimit-policy');
    }
  });

  it('is ten times as high for a session of the console, which takes nothing from its key', async () => {
    const { secret } = await newKey(system, ['read']);
    const begun = await request(system.url).post('/api/v1/session').send({ api_key: secret }).expect(201);
    const cookie = (begun.headers['set-cookie'] as unknown as string[])[0]?.split(';')[0] as string;
    const answers = await Promise.all(
      Array.from({ length: 10 * LIMIT + 1 }, () => read({ ...from('192.0.2.77'), Cookie: cookie })),
    );
    expect(statuses(answers)).toEqual([...Array(10 * LIMIT).fill(404), 429]);
    await read(bearer(secret)).expect(404);
    const page = { ...from('192.0.2.78'), 'Sec-Fetch-Site': 'same-origin' };
    for (let n = 0; n <= LIMIT; n += 1) await read(page).expect(404);
  });

  it('does not hold for the callbacks of providers', async () => {
    for (let n = 0; n < 2 * LIMIT; n += 1) {
      await request(system.url)
        .post('/api/v1/webhooks/twilio')
        .set(from('192.0.2.4'))
        .type('form')
        .send({})
        .expect(403);
    }
  });

  it('begins again when the window ends', async () => {
    const short = await system.startApi({ RATE_LIMIT_WINDOW_SECONDS: '1', RATE_LIMIT_REQUESTS: '1' });
    const { secret } = await newKey(system, ['read']);
    await read(bearer(secret), short).expect(404);
    await read(bearer(secret), short).expect(429);
    await eventually(async () => {
      expect((await read(bearer(secret), short)).status).toBe(404);
    });
  });

  it('lets through at once while Redis is away, says so, and counts again when it is back', async () => {
    const spent = from('192.0.2.5');
    for (let n = 0; n < LIMIT; n += 1) await read(spent).expect(404);
    await system.redis.down();
    const ended = performance.now();
    for (let n = 0; n < 2 * LIMIT; n += 1) {
      const answer = await read(from('192.0.2.6')).expect(404);
      expect(answer.headers).toHaveProperty('ratelimit-policy');
      expect(answer.headers).not.toHaveProperty('ratelimit');
    }
    expect(performance.now() - ended).toBeLessThan(1_000);
    const ready = await request(system.url).get('/ready').expect(200);
    expect(ready.body).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down' } } });
    await system.redis.up();
    await eventually(async () => {
      expect((await read(from('192.0.2.7'))).headers).toHaveProperty('ratelimit');
    });
  });

  it('is off with 0', async () => {
    const off = await system.startApi({ RATE_LIMIT_REQUESTS: '0' });
    for (let n = 0; n < 2 * LIMIT; n += 1) {
      const answer = await request(off).post('/api/v1/messages/send').send(SMS).expect(201);
      expect(answer.headers).not.toHaveProperty('ratelimit-policy');
    }
  });
});
