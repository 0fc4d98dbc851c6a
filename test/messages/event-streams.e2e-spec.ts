import request from 'supertest';
import { get, type IncomingMessage } from 'node:http';
import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RawConnection } from '../support/raw-connection.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

interface Stream {
  response: IncomingMessage;
  types: string[];
  ids: string[];
  ended: boolean;
}

/** Follows a message's timeline as a browser would. */
async function follow(id: string, lastEventId?: string, key?: string): Promise<Stream> {
  const headers = {
    ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    ...(key !== undefined && { Authorization: `Bearer ${key}` }),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${system.url}/api/v1/messages/${id}/stream`, { headers }, resolve).on('error', reject);
  });
  const stream: Stream = { response, types: [], ids: [], ended: false };
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const [, eventId, data] = /^id: (\d+)\ndata: (.*)$/.exec(frame) ?? [];
      if (!eventId || !data) continue;
      stream.ids.push(eventId);
      stream.types.push((JSON.parse(data) as { type: string }).type);
    }
  });
  response.once('close', () => (stream.ended = true));
  return stream;
}

describe('the stream of a timeline', () => {
  it('tells what was, then what happens, and ends when the message does', async () => {
    const { id } = await send(system.url);
    const streams = await Promise.all([follow(id), follow(id)]);
    expect(streams[0]?.response.headers['content-type']).toMatch(/^text\/event-stream/);
    await eventually(() => expect(streams[0]?.types).toEqual(['accepted']));
    await system.startProcessor();
    for (const stream of streams) {
      await eventually(() => expect(stream.ended).toBe(true));
      expect(stream.types).toEqual(['accepted', 'sending', 'sent', 'delivered']);
    }
  });

  it('goes on where a client stopped, and sends it home when nothing is left', async () => {
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered');
    const whole = await follow(id);
    await eventually(() => expect(whole.ended).toBe(true));
    const rest = await follow(id, whole.ids[1]);
    await eventually(() => expect(rest.ended).toBe(true));
    expect(rest.types).toEqual(['sent', 'delivered']);
    const none = await follow(id, whole.ids.at(-1));
    expect(none.response.statusCode).toBe(204);
  });

  it('costs nothing once everybody is gone', async () => {
    const { id } = await send(system.url, { ...SMS, send_at: new Date(Date.now() + 3e6) });
    const stream = await follow(id);
    await eventually(() => expect(stream.types).toEqual(['accepted']));
    stream.response.destroy();
    await eventually(async () => {
      const { rows } = await system.database.pool.query<{ ago: number }>(
        `SELECT extract(epoch FROM now() - max(query_start))::float8 AS ago FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE '%WITH ORDINALITY AS f%' AND pid <> pg_backend_pid()`,
      );
      expect(rows[0]?.ago ?? 10).toBeGreaterThan(1);
    });
  });

  it('knows no message that is none, and no event id that is none', async () => {
    const { id } = await send(system.url);
    const stream = (which: string) => request(system.url).get(`/api/v1/messages/${which}/stream`);
    await stream('0190b1de-0000-7000-8000-000000000000').expect(404);
    await stream('abc').expect(422);
    const { body } = await stream(id).set('Last-Event-ID', 'x').expect(422);
    expect(body).toMatchObject({ errors: [{ field: 'last-event-id' }] });
  });

  describe('is shared out:', () => {
    const SHARE = 100;
    let waiting: string;
    const open: Stream[] = [];
    const followMany = async (count: number, key?: string) => {
      const streams = await Promise.all(Array.from({ length: count }, () => follow(waiting, undefined, key)));
      open.push(...streams);
      return streams.map(({ response }) => response.statusCode);
    };
    const closeAll = () => open.splice(0).forEach(({ response }) => response.destroy());
    beforeAll(async () => {
      ({ id: waiting } = await send(system.url, { ...SMS, send_at: new Date(Date.now() + 3e6) }));
    });
    afterEach(closeAll);

    it('a key has its share, and leaves the others theirs', async () => {
      const [greedy, modest] = [await newKey(system, ['read']), await newKey(system, ['read'])];
      expect(await followMany(SHARE, greedy.secret)).toEqual(Array(SHARE).fill(200));
      const { headers, body } = await request(system.url)
        .get(`/api/v1/messages/${waiting}/stream`)
        .auth(greedy.secret, { type: 'bearer' })
        .expect(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(body).toMatchObject({ status: 429, detail: expect.stringContaining(`${SHARE}`) as string });
      expect(await followMany(1, modest.secret)).toEqual([200]);
      expect(await followMany(1)).toEqual([200]);
      closeAll();
      await eventually(async () => expect(await followMany(1, greedy.secret)).toEqual([200]));
    });

    it('without keys an address has its share', async () => {
      expect(await followMany(SHARE)).toEqual(Array(SHARE).fill(200));
      expect(await followMany(1)).toEqual([429]);
    });

    it.each(['revoked', 'removed'])(
      'a stream ends, whole, within two seconds after its key was %s',
      async (how) => {
        const [lost, kept] = [await newKey(system, ['read']), await newKey(system, ['read'])];
        expect(await followMany(2, lost.secret)).toEqual([200, 200]);
        expect(await followMany(1, kept.secret)).toEqual([200]);
        // As another instance, or a person at the database, does it.
        const end =
          how === 'revoked'
            ? 'UPDATE api_keys SET revoked_at = now() WHERE id = $1'
            : 'DELETE FROM api_keys WHERE id = $1';
        await system.database.pool.query(end, [lost.id]);
        const since = performance.now();
        await eventually(() => expect(open.slice(0, 2).map(({ ended }) => ended)).toEqual([true, true]));
        expect(performance.now() - since).toBeLessThan(2_000);
        expect(open.map(({ response }) => response.complete)).toEqual([true, true, false]);
        await request(system.url)
          .get(`/api/v1/messages/${waiting}/stream`)
          .auth(lost.secret, { type: 'bearer' })
          .expect(401);
      },
    );
  });

  it('ends at shutdown, and keeps nobody from it, nor does a connection on which nothing comes', async () => {
    const own = await RunningSystem.start();
    const silent = new RawConnection(own.url);
    const kept = new RawConnection(own.url);
    try {
      const { id } = await send(own.url);
      kept.write(`GET /api/v1/messages/${id}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      await kept.until(/"type":"accepted"/);
      const started = performance.now();
      await own.api.close();
      // Long before the keep-alive time, and the grace time, after which all are cut.
      expect(performance.now() - started).toBeLessThan(10_000);
      await kept.untilEnded();
      expect(kept.answer).toMatch(/0\r\n\r\n$/);
    } finally {
      silent.close();
      kept.close();
      await own.stop();
    }
  });
});

it('forgets old idempotency keys in the processor', async () => {
  const { IdempotencyKeyCleanup } = await import('#messaging');
  await request(system.url).post('/api/v1/messages/send').set('Idempotency-Key', 'new').send(SMS).expect(201);
  await request(system.url).post('/api/v1/messages/send').set('Idempotency-Key', 'old').send(SMS).expect(201);
  const { pool } = system.database;
  await pool.query(`UPDATE idempotency_keys SET created_at = now() - interval '2 days' WHERE key = 'old'`);
  expect(await system.processors[0]?.get(IdempotencyKeyCleanup, { strict: false }).forgetAll()).toBe(1);
  const { rows } = await pool.query('SELECT key FROM idempotency_keys');
  expect(rows).toEqual([{ key: 'new' }]);
});
