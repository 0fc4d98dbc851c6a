import request from 'supertest';
import { reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { routesFile } from '../support/routes-file.js';
import { RunningSystem } from '../support/running-system.js';

const STEADY = '+15550000002';
const SLOW = '+15550000001';
const MEDIUM = '+15550000010';
const FAST = '+15550000100';
const FILE = `
paces:
  senders:
    "${SLOW}": { per_second: 2 }
    "${STEADY}": { per_second: 2 }
    "${MEDIUM}": { per_second: 5 }
    "${FAST}": { per_second: 20 }
    "+15550000009": { per_second: 0.01 }
    "+15550000008": { per_day: 2 }
`;
/** Of Twilio's, in the sandbox: its queue is full. */
const FULL = '+15005550008';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ ROUTES_FILE: routesFile(FILE) });
  await Promise.all([system.startProcessor(), system.startProcessor()]);
});
afterAll(() => system?.stop());

async function batch(from: string, count: number, rest: object = {}): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, n) => ({ ...SMS, from, body: `number ${n}`, ...rest }));
  const { body } = await request(system.url).post('/api/v1/messages/batch').send({ messages }).expect(207);
  return (body as { results: { message: { id: string } }[] }).results.map(({ message }) => message.id);
}

async function details(
  id: string,
): Promise<{ next: { text: string } | null; attempts: { code: string | null }[] }> {
  const { body } = await request(system.url).get(`/api/v1/messages/${id}/details`).expect(200);
  return body as never;
}

const placed = async (name: string) => {
  const { body } = await request(system.url).get('/api/v1/admin/waiting').expect(200);
  return (body as { places: { place: string; count: number }[] }).places.find(({ place }) => place === name);
};

/** When each was sent, in milliseconds. */
async function sentAt(ids: string[]): Promise<number[]> {
  const { rows } = await system.database.pool.query<{ sent_at: Date }>(
    'SELECT sent_at FROM messages WHERE id = ANY ($1) AND sent_at IS NOT NULL ORDER BY sent_at',
    [ids],
  );
  return rows.map(({ sent_at: at }) => at.getTime());
}

describe('a message that has to wait for its pace', () => {
  let ids: string[];
  beforeAll(async () => {
    ids = await batch('+15550000009', 11);
    await eventually(async () => expect((await placed('paced'))?.count).toBe(10));
  });

  it('says so in words, counts no attempt, and waits for a time of its own', async () => {
    const { rows } = await system.database.pool.query<{
      attempt_count: number;
      status: string;
      due: Date;
      id: string;
    }>(
      'SELECT id, attempt_count, status, due_at AS due FROM messages WHERE id = ANY ($1) AND sent_at IS NULL ORDER BY due_at',
      [ids],
    );
    expect(rows.map(({ attempt_count, status }) => ({ attempt_count, status }))).toEqual(
      Array.from({ length: 10 }, () => ({ attempt_count: 0, status: 'retry' })),
    );
    rows.slice(1).forEach(({ due }, index) => {
      const before = rows[index]?.due as Date;
      expect(Math.abs(due.getTime() - before.getTime() - 100_000)).toBeLessThan(2_000);
    });
    const { id } = rows[8] as { id: string };
    const { next, attempts } = await details(id);
    expect(next?.text).toMatch(/^it waits for its sender's pace, about 1[45] minutes$/);
    expect(attempts).toMatchObject([{ code: 'paced', outcome: 'absent' }]);
    const { body } = await request(system.url).get(`/api/v1/messages/${id}/events`).expect(200);
    expect(body.events).toContainEqual(
      expect.objectContaining({
        type: 'retry',
        reason: expect.stringMatching(/^waits for its sender's pace, about 1[45] minutes$/),
      }),
    );
  });

  it('is told of with others of its sender: how many, since when, until when, at what pace', async () => {
    const { body } = await request(system.url).get('/api/v1/admin/paces').expect(200);
    const { waiting, more } = body as { waiting: Record<string, unknown>[]; more: boolean };
    expect(more).toBe(false);
    const [first] = waiting;
    expect(first).toMatchObject({
      ...{ sender: '+15550000009', type: 'sms', account: 'twilio', messages: 10, account_pace: null },
      sender_pace: { per_second: 0.01, per_day: null, origin: 'routes_file' },
    });
    const [since, next, last] = ['since', 'next_turn_at', 'last_turn_at'].map((name) =>
      Date.parse(String(first?.[name])),
    ) as [number, number, number];
    expect(since).toBeLessThan(next);
    expect(Math.abs(last - next - 900_000)).toBeLessThan(5_000);
  });

  it('can be cancelled, and expires', async () => {
    const { rows } = await system.database.pool.query<{ id: string }>(
      "SELECT id FROM messages WHERE id = ANY ($1) AND status = 'retry' ORDER BY due_at DESC LIMIT 1",
      [ids],
    );
    const [{ id }] = rows as [{ id: string }];
    await request(system.url).post(`/api/v1/messages/${id}/cancel`).expect(200);
    await reaches(system.url, id, 'canceled');
    const late = await send(system.url, { ...SMS, from: '+15550000009', validity_seconds: 3 });
    expect(await reaches(system.url, late.id, 'failed', 15_000)).toMatchObject({
      error: { code: 'expired' },
    });
  });

  it('waits until the day ends where the limit of a day is met', async () => {
    const [, , last] = await batch('+15550000008', 3);
    await eventually(async () =>
      expect((await details(last as string)).next?.text).toMatch(/its sender's pace, about/),
    );
    const { rows } = await system.database.pool.query<{ day: string }>(
      "SELECT (paced_until AT TIME ZONE 'UTC')::time::text AS day FROM messages WHERE id = $1",
      [last],
    );
    expect(rows[0]?.day).toMatch(/^(00:00:0|23:59:5)/);
  });
});

it('what waits moves up when its sender gets a faster pace, and goes at that', async () => {
  const sender = '+15550000007';
  const path = `/api/v1/admin/paces/sender/${encodeURIComponent(sender)}`;
  await request(system.url).put(path).send({ per_second: 0.01 }).expect(200);
  // Until the processors have looked, some go.
  const ids: string[] = [];
  const waiting = async () =>
    system.database.pool.query('SELECT 1 FROM messages WHERE id = ANY ($1) AND paced_until > now()', [ids]);
  await eventually(async () => {
    ids.push(...(await batch(sender, 5)));
    expect((await waiting()).rowCount).toBeGreaterThan(5);
  }, 30_000);
  await request(system.url).put(path).send({ per_second: 20 }).expect(200);
  await eventually(async () => expect((await sentAt(ids)).length).toBe(ids.length), 60_000);
  await request(system.url).delete(path).expect(204);
}, 120_000);

it('a code goes before what waits for the same sender', async () => {
  await batch(SLOW, 40);
  await eventually(async () => expect((await placed('paced'))?.count).toBeGreaterThan(20));
  const started = performance.now();
  const code = await send(system.url, { ...SMS, from: SLOW, priority: 'code' });
  await eventually(async () => expect((await sentAt([code.id])).length).toBe(1), 10_000);
  expect(performance.now() - started).toBeLessThan(3_000);
});

it('three senders keep their paces, and none waits for another, while a processor ends and another comes', async () => {
  const rates: [string, number][] = [
    [STEADY, 2],
    [MEDIUM, 5],
    [FAST, 20],
  ];
  const seconds = 12;
  const sent = await Promise.all(rates.map(([from, rate]) => batch(from, rate * (seconds + 5))));
  const all = sent.flat();
  await eventually(async () => expect((await sentAt(all)).length).toBeGreaterThan(all.length / 2), 60_000);
  await Promise.all([system.processors.shift()?.close(), system.startProcessor()]);
  await eventually(async () => expect((await sentAt(all)).length).toBe(all.length), 60_000);
  const kept = await Promise.all(
    rates.map(async ([from, rate], index) => {
      // The burst of the first second aside.
      const times = (await sentAt(sent[index] as string[])).slice(rate + 1);
      const until = (times[0] as number) + seconds * 1_000;
      return { from, expected: rate * seconds, count: times.filter((at) => at < until).length };
    }),
  );
  process.stderr.write(`${JSON.stringify(kept)}\n`);
  // The time is that of the row, which a busy machine writes a moment later: one or two more or less. What was left unused for up
  // to a second is caught up; what a busy machine could not send in time is not. The fault suites are strict in both ways.
  const strayed = kept.filter(({ expected, count }, index) => {
    const burst = rates[index]?.[1] as number;
    return count < 0.5 * expected || count > 1.03 * expected + burst + 2;
  });
  expect(strayed).toEqual([]);
}, 150_000);

it('a sender whose queue is full at its provider is slowed in all processes, and nobody else', async () => {
  const { id } = await send(system.url, { ...SMS, from: FULL });
  await eventually(async () =>
    expect(await system.redis.redis.hget(`pace:sender:${FULL}`, 'hold')).not.toBeNull(),
  );
  const others = await batch('+15551239999', 20);
  await eventually(async () => expect((await sentAt(others)).length).toBe(20));
  await eventually(async () => expect((await details(id)).attempts).toMatchObject([{ code: '21611' }]));
  expect(await system.redis.redis.zrange('pace_slowed', 0, -1)).toEqual([`sender:${FULL}`]);
});
