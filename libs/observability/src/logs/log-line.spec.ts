import { logLine } from './log-line.js';
import { prettyLine } from './pretty-line.js';

const STACK = 'Error: it failed\n    at somewhere (file.ts:1:1)';

describe('logLine', () => {
  it('makes fields of an error, of whatever kind it is', () => {
    const error = Object.assign(new TypeError('+15551234567 failed'), { stack: STACK });
    const fields = { error: '+1555•••4567 failed', error_name: 'TypeError', stack: STACK };
    expect(logLine({ msg: 'no', error })).toEqual({ msg: 'no', fields });
    expect(logLine(error)).toEqual({ msg: '+1555•••4567 failed', fields });
    expect(logLine('no', [STACK])).toEqual({ msg: 'no', fields: { stack: STACK } });
    const nameless = Object.assign(new Error(''), { code: 'ECONNREFUSED', stack: undefined });
    expect(logLine({ msg: 'no', error: nameless }).fields).toEqual({
      error: 'ECONNREFUSED',
      error_name: 'Error',
    });
  });

  it('puts what has no field, or another type, into the details, and leaves out what is nothing', () => {
    const line = logLine({ msg: 'so', queue: 7, count: 'many', colour: 'red', queues: ['a'], reason: null });
    expect(line).toEqual({
      msg: 'so',
      fields: { queue: '7', queues: ['a'], details: '{"count":"many","colour":"red"}' },
    });
  });

  it('has words in any case, and no endless ones', () => {
    expect(logLine({ some: 'object' }).msg).toBe('{"some":"object"}');
    expect(logLine(undefined).msg).toBe('undefined');
    expect(logLine('x'.repeat(100_000)).msg).toHaveLength(4_001);
  });
});

it('prettyLine is one line for people, and a stack below it', () => {
  const line = {
    level: 'info',
    time: '2026-01-31T12:00:00.123Z',
    app: 'api',
    pid: 1,
    context: 'Http',
    msg: 'so',
  };
  expect(prettyLine(JSON.stringify({ ...line, queue: 'sms', reason: 'a b' }), false)).toBe(
    '12:00:00.123 api info  [Http] so queue=sms reason="a b"\n',
  );
  expect(prettyLine(JSON.stringify({ ...line, stack: STACK }), false)).toBe(
    `12:00:00.123 api info  [Http] so\n${STACK}\n`,
  );
});
