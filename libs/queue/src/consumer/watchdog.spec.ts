import { eventually } from '../testing/eventually.js';
import { JOBS } from '../testing/processor-for-test.js';
import { QueueSuite } from '../testing/queue-suite.js';
import { TransientError } from '../queue-errors.js';
import { isStalled } from './watchdog.js';

describe('isStalled', () => {
  const moving = {
    now: 100_000,
    unread: true,
    freeSlots: 1,
    couldReadSince: 99_000,
    heldBack: 0,
    couldEndSince: 0,
  };
  const full = { ...moving, freeSlots: 0, couldReadSince: 0, couldEndSince: 99_000 };

  it.each([
    ['entries wait, but it read lately', moving, false],
    ['entries wait, slots are free, and it did not read', { ...moving, couldReadSince: 10_000 }, true],
    ['nothing waits', { ...moving, couldReadSince: 10_000, unread: false }, false],
    ['full, and calls end', full, false],
    ['full, and no call ends', { ...full, couldEndSince: 10_000 }, true],
    ['full, held back by something outside', { ...full, couldEndSince: 10_000, heldBack: 3 }, false],
  ])('%s', (_, view, expected) => {
    expect(isStalled(view, 60_000)).toBe(expected);
  });
});

describe('the watchdog', () => {
  let suite: QueueSuite;

  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  it('barks at handlers that hang while entries wait, and is quiet again when they go on', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const { server } = await suite.processor(() => released, { concurrency: 1, stalledAfterMs: 300 });
    await suite.producer.addMany([1, 2].map((n) => ({ queue: JOBS, data: { n } })));
    await eventually(() =>
      expect(server.health()).toMatchObject([{ state: 'full', stalled: true, inHand: 1 }]),
    );
    release();
    await eventually(() =>
      expect(server.health()).toMatchObject([{ state: 'reading', stalled: false, inHand: 0 }]),
    );
  });

  it('counts from the moment the slots were full, and not from the last call of a time without work', async () => {
    const stalledAfterMs = 1_500;
    const { server } = await suite.processor(() => new Promise<void>(() => undefined), {
      concurrency: 1,
      stalledAfterMs,
    });
    await eventually(() => expect(server.health()[0]).toMatchObject({ state: 'reading' }));
    await eventually(() => expect(server.health()[0]!.sinceMs).toBeGreaterThan(stalledAfterMs));
    await suite.producer.addMany([1, 2].map((n) => ({ queue: JOBS, data: { n } })));
    await eventually(() => expect(server.health()[0]).toMatchObject({ stalled: true }));
    expect(server.health()[0]!.sinceMs).toBeGreaterThan(stalledAfterMs - 100);
  });

  it('is quiet while entries are held back, and while nothing waits', async () => {
    let away = true;
    const { server } = await suite.processor(
      () => {
        if (away) throw new TransientError('away', { retryAfterMs: 1_200 });
      },
      { concurrency: 1, stalledAfterMs: 200 },
    );
    await suite.producer.addMany([1, 2].map((n) => ({ queue: JOBS, data: { n } })));
    await eventually(() => expect(server.health()[0]!.sinceMs).toBeGreaterThan(500));
    expect(server.health()).toMatchObject([{ state: 'full', stalled: false }]);
    away = false;
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 }));
    await eventually(() => expect(server.health()[0]!.sinceMs).toBeGreaterThan(500));
    expect(server.health()).toMatchObject([{ state: 'reading', stalled: false }]);
  });
});
