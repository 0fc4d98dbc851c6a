import request from 'supertest';
import { EMAIL, send, type SentMessage, SMS } from '../support/client.js';
import { longestStep } from '../support/longest-step.js';
import { RunningSystem } from '../support/running-system.js';

const MB = 1024 * 1024;
/** What a page of messages may have beside what they say: their names, times and ids. */
const SHELL = 100 * 2_000;
/** No step of the api may keep the event loop for longer. Milliseconds. */
const MAX_STEP_MS = 50;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const batch = (body: object, key?: string) =>
  request(system.url)
    .post('/api/v1/messages/batch')
    .set(key === undefined ? {} : { 'Idempotency-Key': key })
    .send(body);
const numbered = (n: number) => `+1555${String(1_000_000 + n)}`;
const many = (count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, n) => ({ to: numbered(n), ...fields }));
const textOf = (answer: request.Response) => (answer as unknown as { text: string }).text;

describe('a batch with defaults', () => {
  it('that would become too large is refused, with its size and the limit, and stores nothing', async () => {
    const defaults = { ...EMAIL, body: 'b'.repeat(100_000) };
    const messages = many(250).map((_, n) => ({ to: `someone${n}@example.org` }));
    const { body, headers } = await batch({ defaults, messages }).expect(413);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    const { errors } = body as { errors: { field: string; reason: string }[] };
    expect(errors).toEqual([{ field: 'defaults', reason: expect.stringMatching(/\d+ bytes/) as string }]);
    const [size, most] = (errors[0]?.reason.match(/\d{4,}/g) ?? []).map(Number) as [number, number];
    const written = messages.map((message) => Buffer.byteLength(JSON.stringify({ ...defaults, ...message })));
    const exact = written.reduce((sum, bytes) => sum + bytes, 0);
    expect(size).toBeGreaterThanOrEqual(exact);
    expect(size).toBeLessThan(exact * 1.01);
    expect(most).toBe(4 * MB);
    const { rows } = await system.database.pool.query('SELECT 1 FROM messages LIMIT 1');
    expect(rows).toEqual([]);
  });

  it('is bounded by what its messages take of them, not by how they are written', async () => {
    const html = 'h'.repeat(100_000);
    const messages = many(250).map((_, n) => ({ to: `someone${n}@example.org`, html: null }));
    const { body } = await batch({ defaults: { ...EMAIL, html }, messages }).expect(207);
    expect((body as { results: { status: number }[] }).results.every(({ status }) => status === 201)).toBe(
      true,
    );
    await batch({ defaults: { ...EMAIL, html }, messages: messages.map(({ to }) => ({ to })) }).expect(413);
  });

  it('with a kilobyte of them for a thousand short messages is accepted whole', async () => {
    const defaults = { type: 'sms', from: SMS.from, metadata: { campaign: 'x'.repeat(1_000) } };
    const { body } = await batch({ defaults, messages: many(1_000, { body: 'Hello' }) }).expect(207);
    const { results } = body as { results: { status: number }[] };
    expect(results.map(({ status }) => status)).toEqual(Array(1_000).fill(201));
  });
});

describe('a page of large messages', () => {
  const SIZE = 400_000;
  const sent: SentMessage[] = [];
  const all = () => sent.map(({ id }) => id).reverse();
  const to = 'large@example.org';

  beforeAll(async () => {
    for (let round = 0; round < 4; round += 1) {
      const large = { ...EMAIL, to, body: 'b'.repeat(200_000), html: 'h'.repeat(200_000) };
      const { body } = await batch({ messages: Array(10).fill(large) }).expect(207);
      sent.push(...(body as { results: { message: SentMessage }[] }).results.map(({ message }) => message));
    }
  });

  interface Page {
    messages: SentMessage[];
    next_offset?: number;
    next_cursor?: string | null;
  }
  const page = async (path: string): Promise<Page> => {
    const answer = await request(system.url).get(path).expect(200);
    expect(textOf(answer).length).toBeLessThan(4 * MB + SHELL);
    return answer.body as Page;
  };
  const walk = async (first: string, next: (page: Page) => string | null): Promise<string[]> => {
    const ids: string[] = [];
    for (let path: string | null = first; path !== null && ids.length <= sent.length;) {
      const found: Page = await page(path);
      ids.push(...found.messages.map(({ id }) => id));
      path = next(found);
    }
    return ids;
  };

  it('of a list holds as many as have 4 MB, and both ways through it lead to all', async () => {
    const list = `/api/v1/messages?limit=100&to=${to}`;
    const first = await page(list);
    expect(first).toMatchObject({ total: sent.length, limit: 100, offset: 0 });
    expect(first.messages).toHaveLength(Math.floor((4 * MB) / SIZE));
    expect(first.next_offset).toBe(first.messages.length);
    const byOffset = ({ next_offset: next }: Page) => (next === undefined ? null : `${list}&offset=${next}`);
    const byCursor = ({ next_cursor: next }: Page) => (next ? `${list}&cursor=${next}` : null);
    expect(await walk(list, byOffset)).toEqual(all());
    expect(await walk(`${list}&cursor=`, byCursor)).toEqual(all());
    expect(await walk(list, byCursor)).toEqual(all());
  });

  it.each(['/api/v1/conversations', '/api/conversations'])('of %s/:id/messages as well', async (root) => {
    const path = `${root}/${sent[0]?.conversation_id as string}/messages?limit=100`;
    const ids = await walk(path, ({ next_offset: next }) =>
      next === undefined ? null : `${path}&offset=${next}`,
    );
    expect(ids).toEqual(all());
  });

  it('with a conversation holds the newest, oldest first', async () => {
    const { messages } = await page(
      `/api/v1/conversations/${sent[0]?.conversation_id as string}?include_messages=true`,
    );
    expect(messages.map(({ id }) => id)).toEqual(all().slice(0, messages.length).reverse());
    expect(messages).toHaveLength(Math.floor((4 * MB) / SIZE));
  });

  it('is bounded by its bytes as JSON, in which control characters are six each', async () => {
    const signs = {
      ...EMAIL,
      to: 'signs@example.org',
      body: '\u0001'.repeat(100_000),
      html: '"'.repeat(50_000),
    };
    for (let n = 0; n < 8; n += 1) await batch({ messages: Array(5).fill(signs) }).expect(207);
    const list = `/api/v1/messages?limit=100&to=${signs.to}`;
    const first = await page(list);
    expect(first.messages).toHaveLength(Math.floor((4 * MB) / 700_004));
    expect(first.next_offset).toBe(first.messages.length);
  });

  it('holds one at least, and says nothing where it is not shortened', async () => {
    const one = await page(`/api/v1/messages?limit=1&to=${to}`);
    expect(one.messages).toHaveLength(1);
    expect(one).not.toHaveProperty('next_offset');
    const characters = '\u{1f600}'.repeat(200_000);
    const huge = { ...EMAIL, to: 'huge@example.org', body: characters, html: characters };
    await batch({ messages: [huge, huge] }).expect(207);
    const answer = await request(system.url).get(`/api/v1/messages?to=${huge.to}`).expect(200);
    expect((answer.body as Page).messages).toHaveLength(2);
  });
});

describe('the event loop', () => {
  const full = () => {
    const messages = many(1_000, { ...SMS, body: 'ж'.repeat(1_600), metadata: { note: 'x'.repeat(600) } });
    return messages.map((message, n) => ({ ...message, to: numbered(n) }));
  };

  it('is free while a full batch is accepted, refused, and answered again', async () => {
    expect(Buffer.byteLength(JSON.stringify({ messages: full() }))).toBeGreaterThan(3.7 * MB);
    let round = 0;
    const step = await longestStep(5, async (measure) => {
      const body = JSON.stringify({ messages: full() });
      const bad = JSON.stringify({ messages: full().map((message) => ({ ...message, type: 'fax' })) });
      const key = `round ${(round += 1)}`;
      const post = (text: string) =>
        fetch(`${system.url}/api/v1/messages/batch`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
          body: text,
        });
      await measure(async () => {
        for (const text of [body, body]) expect(await skimmed(await post(text))).toBe(207);
        expect(await skimmed(await post(bad))).toBe(422);
      });
    });
    expect(step).toBeLessThan(MAX_STEP_MS);
  });

  it('is free while the largest page is read', async () => {
    const step = await longestStep(5, (measure) =>
      measure(async () => {
        expect(await skimmed(await fetch(`${system.url}/api/v1/messages?limit=100`))).toBe(200);
      }),
    );
    expect(step).toBeLessThan(MAX_STEP_MS);
  });

  it('is free while what is far too large is refused', async () => {
    const long = 'x'.repeat(3.9 * MB);
    const nothing = Array.from({ length: 40_000 }, () => ({}));
    const bodies = [
      { ...SMS, body: long },
      { ...SMS, tags: [long] },
      { ...EMAIL, subject: long },
      { ...SMS, metadata: { long } },
      { ...SMS, metadata: { nothing } },
      { ...EMAIL, cc: nothing },
    ].map((message) => JSON.stringify({ messages: [message] }));
    const step = await longestStep(5, (measure) =>
      measure(async () => {
        for (const body of bodies) {
          const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'far too large' };
          const answer = await fetch(`${system.url}/api/v1/messages/batch`, {
            method: 'POST',
            headers,
            body,
          });
          expect(await answer.json()).toMatchObject({ results: [{ status: 422 }] });
        }
      }),
    );
    expect(step).toBeLessThan(MAX_STEP_MS);
  });

  it('is free while what holds very many values is refused, and words may have any characters', async () => {
    const bodies = [
      '['.repeat(4 * MB),
      `[${'{},'.repeat(1.3 * MB)}1]`,
      `{"messages":[${'1,'.repeat(1.9 * MB)}1]}`,
    ];
    bodies.push(`{"messages":[{${Array.from({ length: 300_000 }, (_, n) => `"a${n}":1`).join(',')}}]}`);
    const post = (body: string) =>
      fetch(`${system.url}/api/v1/messages/batch`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
    const step = await longestStep(5, (measure) =>
      measure(async () => {
        for (const body of bodies) {
          const answer = await post(body);
          expect(await answer.json()).toMatchObject({ status: 413, errors: [{ field: 'body' }] });
        }
      }),
    );
    expect(step).toBeLessThan(MAX_STEP_MS);
    const body = '[{,:"\\'.repeat(30_000);
    const messages = many(5, { ...EMAIL, body });
    const { results } = (await (await post(JSON.stringify({ messages }))).json()) as { results: object[] };
    expect(results).toMatchObject(Array(5).fill({ status: 201, message: { body } }));
  });

  /** Reads an answer without keeping this process, which is the api's too, busy with it. */
  async function skimmed(answer: Response): Promise<number> {
    for await (const chunk of answer.body ?? []) expect(chunk).toBeDefined();
    return answer.status;
  }
});

it('a message alone is as large as ever', async () => {
  const { id } = await send(system.url, { ...EMAIL, body: 'b'.repeat(200_000) });
  await request(system.url).get(`/api/v1/messages/${id}`).expect(200);
});
