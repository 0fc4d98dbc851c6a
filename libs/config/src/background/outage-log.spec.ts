import { OutageLog } from './outage-log.js';

/** Real lines, with a clock that the test moves. */
function outageLog() {
  const lines: string[] = [];
  const tell = (level: string) => (line: Record<string, unknown>) => {
    const { msg, ...rest } = line;
    lines.push([level, msg, ...Object.values(rest)].join(' '));
  };
  const clock = { now: 1_000_000 };
  const log = new OutageLog(
    { warn: tell('warn'), log: tell('log') },
    { lasts: 'mail waits', over: 'mail goes out' },
    () => clock.now,
  );
  return { log, lines, clock };
}

describe('OutageLog', () => {
  it('says one line when a fault begins, one a minute while it lasts, and one when it is over', () => {
    const { log, lines, clock } = outageLog();
    for (let second = 0; second <= 150; second += 1) {
      log.failed(new Error('away'));
      clock.now += 1_000;
    }
    log.worked();
    log.worked();
    expect(lines).toEqual([
      'warn mail waits away',
      'warn mail waits 60 away',
      'warn mail waits 120 away',
      'log mail goes out 151',
    ]);
  });

  it('takes what begins soon after for the rest of it, unless it lasts', () => {
    const { log, lines, clock } = outageLog();
    log.failed(new Error('away'));
    log.worked();
    clock.now += 500;
    log.failed(new Error('away again'));
    log.worked();
    expect(lines).toHaveLength(2);
    clock.now += 500;
    log.failed(new Error('away for long'));
    clock.now += 2_001;
    log.failed(new Error('away for long'));
    expect(lines.slice(2)).toEqual(['warn mail waits away for long']);
  });

  it('is one fault however many places show it, and over when all of them work', () => {
    const { log, lines } = outageLog();
    log.failed(new Error('away'), 'sms', { queue: 'sms' });
    log.failed(Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'email', { queue: 'email' });
    expect([log.errorAt('sms'), log.errorAt('email'), log.errorAt('mms')]).toEqual([
      'away',
      'ECONNREFUSED',
      null,
    ]);
    log.worked('sms');
    expect(lines).toEqual(['warn mail waits sms away']);
    log.worked('email');
    expect(lines).toHaveLength(2);
  });

  it('says whose fault it is in each line, and loudly where it must be mended', () => {
    const lines: unknown[] = [];
    const tell = (level: string) => (line: object) => void lines.push({ level, ...line });
    const log = new OutageLog(
      { error: tell('error'), warn: tell('warn'), log: tell('log') },
      { lasts: 'refused', over: 'taken', of: { provider: 'twilio' }, level: 'error' },
    );
    log.failed('no credits');
    log.worked();
    expect(lines).toMatchObject([
      { level: 'error', msg: 'refused', provider: 'twilio', error: 'no credits' },
      { level: 'log', msg: 'taken', provider: 'twilio' },
    ]);
  });

  it('says nothing where nothing failed', () => {
    const { log, lines } = outageLog();
    log.worked();
    expect(lines).toEqual([]);
  });
});
