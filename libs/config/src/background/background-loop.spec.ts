import { eventually } from '../../../../test/support/eventually.js';
import { BackgroundLoop, type BackgroundLoopOptions, type NextStep } from './background-loop.js';
import { OutageLog } from './outage-log.js';

const HOUR_MS = 3_600_000;
const loops: BackgroundLoop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

function running(
  step: (signal: AbortSignal) => Promise<NextStep | void>,
  options: Partial<BackgroundLoopOptions> = {},
) {
  const lines: string[] = [];
  const tell = ({ msg }: { msg: string }) => void lines.push(msg);
  const outage = new OutageLog({ warn: tell, log: tell }, { lasts: 'it waits', over: 'it works' });
  const loop = new BackgroundLoop(step, { outage, everyMs: 1, ...options });
  loops.push(loop);
  loop.start();
  return { loop, lines };
}

/** What a test lets end when it likes. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe('BackgroundLoop', () => {
  it('steps again and again, never twice at once, however often it is asked for', async () => {
    let [steps, atOnce, max] = [0, 0, 0];
    const { loop } = running(async () => {
      max = Math.max(max, (atOnce += 1));
      loop.soon();
      loop.start();
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      steps += 1;
    });
    await eventually(() => expect(steps).toBeGreaterThan(20));
    expect(max).toBe(1);
  });

  it('steps at once when it is asked to, also while a step is under way', async () => {
    let steps = 0;
    const first = gate();
    const { loop } = running(
      async () => {
        steps += 1;
        if (steps === 1) await first.opened;
      },
      { everyMs: HOUR_MS },
    );
    await eventually(() => expect(steps).toBe(1));
    loop.soon();
    first.open();
    await eventually(() => expect(steps).toBe(2));
    loop.soon();
    await eventually(() => expect(steps).toBe(3));
  });

  it('does what a step says of the next one', async () => {
    let steps = 0;
    const { loop } = running(
      async () => {
        steps += 1;
        return { inMs: steps < 5 ? 0 : Infinity };
      },
      { everyMs: HOUR_MS },
    );
    await eventually(() => expect(steps).toBe(5));
    loop.soon();
    await eventually(() => expect(steps).toBe(6));
  });

  it('stops once the step under way has ended, which is told of it', async () => {
    const [begun, end] = [gate(), gate()];
    let ended = false;
    const { loop } = running(async (signal) => {
      begun.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await end.opened;
      ended = true;
    });
    await begun.opened;
    const stopped = loop.stop().then(() => ended);
    end.open();
    expect(await stopped).toBe(true);
  });

  it('stops at once between two steps, and before it began', async () => {
    let steps = 0;
    const { loop } = running(async () => void (steps += 1), { everyMs: HOUR_MS });
    await eventually(() => expect(steps).toBe(1));
    await loop.stop();
    loop.soon();
    expect(steps).toBe(1);
    const outage = new OutageLog({ warn: () => undefined, log: () => undefined }, { lasts: '', over: '' });
    await new BackgroundLoop(async () => undefined, { outage, everyMs: 1 }).stop();
  });

  it('goes on after failures, with growing pauses, and tells of them once', async () => {
    const at: number[] = [];
    const { lines } = running(
      async () => {
        at.push(performance.now());
        if (at.length < 6) throw new Error('away');
      },
      { everyMs: 10, jitter: 0 },
    );
    await eventually(() => expect(at.length).toBeGreaterThan(6));
    expect(lines).toEqual(['it waits', 'it works']);
    // 10, 20, 40, 80, 160 ms. Timers may be late, but never early.
    expect((at[5] as number) - (at[0] as number)).toBeGreaterThan(300);
  });

  it('leaves it to others to tell of what they tell of', async () => {
    let steps = 0;
    const step = async () => {
      steps += 1;
      throw new Error('away');
    };
    const { lines } = running(step, { isToldElsewhere: () => true });
    await eventually(() => expect(steps).toBeGreaterThan(2));
    expect(lines).toEqual([]);
  });

  it('rests in proportion to its work', async () => {
    const begins: number[] = [];
    const ends: number[] = [];
    running(
      async () => {
        begins.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 20));
        ends.push(performance.now());
      },
      { everyMs: 1, restPerWork: 3 },
    );
    await eventually(() => expect(begins.length).toBeGreaterThan(1));
    const work = (ends[0] as number) - (begins[0] as number);
    // Timers may ring a millisecond early.
    expect((begins[1] as number) - (ends[0] as number)).toBeGreaterThan(3 * work - 2);
  });
});
