import { isSampled, traceIdOf, traceparentIn } from './trace-context.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;

describe('traceparentIn', () => {
  it('takes a trace context, and of a later version what it shares with this one', () => {
    expect(traceparentIn(PARENT)).toBe(PARENT);
    expect(traceparentIn(`cc${PARENT.slice(2)}-more`)).toBe(PARENT);
    expect(traceIdOf(PARENT)).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    'x',
    [PARENT],
    `${PARENT}-more`,
    `ff${PARENT.slice(2)}`,
    PARENT.replace(TRACE, '0'.repeat(32)),
    PARENT.replace('b7ad6b7169203331', '0'.repeat(16)),
    PARENT.toUpperCase(),
    `cc${PARENT.slice(2)}-${'x'.repeat(1_000)}`,
  ])('takes no %p', (header) => expect(traceparentIn(header)).toBeNull());
});

describe('isSampled', () => {
  it.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['ff', true],
  ])('goes by the lowest bit of the flags: %s', (flags, sampled) => {
    expect(isSampled(`00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-${flags}`)).toBe(sampled);
  });
});
