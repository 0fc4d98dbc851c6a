import { queueState } from './queue-state.js';
import { eventually } from './testing/eventually.js';
import { JOBS } from './testing/processor-for-test.js';
import { QueueSuite } from './testing/queue-suite.js';

const A_MINUTE = 60_000;

describe('what an operator sees of a queue', () => {
  let suite: QueueSuite;
  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  const text = async () => queueState(await suite.admin.stats(JOBS)).text;

  it('names who paused it, and keeps to the first who did', async () => {
    await suite.admin.pause(JOBS, { by: 'Jo' });
    await suite.admin.pause(JOBS, { by: 'Max' });
    expect(await text()).toBe('paused by Jo, and no processor');
    const { pause } = await suite.admin.stats(JOBS);
    expect(pause).toEqual({ by: 'Jo', since: expect.any(String) });
    await suite.processor(() => undefined);
    await eventually(async () => expect(await text()).toBe('paused by Jo'));
    await suite.admin.resume(JOBS);
    expect(await text()).toBe('running');
  });

  it('understands a pause of an earlier version', async () => {
    await suite.server.redis.set(`${JOBS}:paused`, '8d0f5b0e-6f1c-4e65-9b0e-4c6a4f7a0001');
    expect(await text()).toBe('paused, and no processor');
  });

  it('counts what was handled in the last minute, of all its consumers', async () => {
    for (let processors = 0; processors < 2; processors += 1)
      await suite.processor(() => undefined, { concurrency: 2 });
    await suite.producer.addMany(Array.from({ length: 50 }, (_, n) => ({ queue: JOBS, data: { n } })));
    await eventually(async () =>
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0, handledLastMinute: 50 }),
    );
  });

  it('shows who works on it, and on what', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    await suite.processor(() => ended);
    await suite.producer.add(JOBS, { message_id: 'a' });
    await eventually(async () =>
      expect(await suite.admin.consumers(JOBS)).toMatchObject([
        { pending: 1, holds: ['{"message_id":"a"}'], idleMs: expect.any(Number) },
      ]),
    );
    end();
    await eventually(async () =>
      expect(await suite.admin.consumers(JOBS)).toMatchObject([{ pending: 0, holds: [] }]),
    );
    expect(await suite.admin.consumers('none')).toEqual([]);
  });

  it('finds the entry of a text, whatever has become of it', async () => {
    const since = new Date(Date.now() - A_MINUTE);
    const find = (n: string, from = since, isLiving = false) =>
      suite.admin.find(JOBS, { text: `"n":"${n}"`, from, isLiving });
    const add = (n: string) => suite.producer.add(JOBS, { n });
    const ids = [await add('dead'), await add('handled'), await add('held'), await add('other')];
    expect(await find('handled')).toEqual({ id: ids[1], state: 'waiting', consumer: null });
    expect(await find('none')).toBeNull();
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    await suite.processor(
      ({ n }) => {
        if (n === 'dead') throw new Error('never');
        return n === 'held' ? ended : undefined;
      },
      { concurrency: 2, maxDeliveries: 1 },
    );
    await eventually(async () => {
      expect(await find('handled')).toEqual({ id: ids[1], state: 'handled', consumer: null });
      expect(await find('held')).toEqual({ id: ids[2], state: 'pending', consumer: expect.any(String) });
      expect(await find('dead')).toMatchObject({ state: 'dead', consumer: null });
    });
    expect(await find('handled', new Date(Date.now() + A_MINUTE))).toBeNull();
    expect(await find('handled', since, true)).toMatchObject({ id: ids[1], state: 'handled' });
    await suite.admin.pause(JOBS);
    const again = await add('handled');
    expect(await find('handled', since, true)).toMatchObject({ id: again, state: 'waiting' });
    end();
  });

  it('looks far, but not for ever', async () => {
    const since = new Date(Date.now() - A_MINUTE);
    const many = Array.from({ length: 3_000 }, (_, n) => ({ queue: JOBS, data: { n: `${n}` } }));
    await suite.producer.addMany(many);
    const searched = { text: '"n":"2999"', from: since, isLiving: true };
    expect(await suite.admin.find(JOBS, searched)).toMatchObject({ state: 'waiting' });
  });

  it('pages through dead entries', async () => {
    const fields = ['data', '{}', 'reason', 'r', 'deliveries', '1', 'entry_id', '1-0', 'died_at', ''];
    const ids: (string | null)[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await suite.server.redis.xadd(`${JOBS}:dead`, '*', ...fields));
    const first = await suite.admin.listDead(JOBS, { limit: 3 });
    const rest = await suite.admin.listDead(JOBS, { limit: 3, after: first.at(-1)?.id });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
  });
});

describe('ProcessReports', () => {
  let suite: QueueSuite;
  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  afterAll(() => suite.stop());

  it('keeps the last word of each process, for as long as it is good', async () => {
    const { reports } = suite.admin;
    const read = async (lifeMs: number) => (await reports.read('t', lifeMs)).map(({ report }) => report);
    expect(await read(A_MINUTE)).toEqual([]);
    await reports.publish('t', 'one', { n: 1 }, A_MINUTE);
    await reports.publish('t', 'one', { n: 2 }, A_MINUTE);
    await reports.publish('t', 'other', { n: 3 }, A_MINUTE);
    expect(await read(A_MINUTE)).toEqual(expect.arrayContaining([{ n: 2 }, { n: 3 }]));
    expect(await reports.read('else', A_MINUTE)).toEqual([]);
    await eventually(async () => expect(await read(20)).toEqual([]));
    await reports.publish('t', 'third', { n: 4 }, 20);
    expect(await read(A_MINUTE)).toEqual([{ n: 4 }]);
    await eventually(async () => expect(await read(A_MINUTE)).toEqual([]));
  });
});
