import { PauseGate } from './pause-gate.js';

describe('Gate', () => {
  let changes = 0;
  let gate: PauseGate;

  beforeEach(() => {
    changes = 0;
    gate = new PauseGate(() => (changes += 1));
  });

  it('is closed until the first beat', () => {
    expect(gate).toMatchObject({ known: false, open: false, paused: false });
    gate.beat(performance.now(), '');
    expect(gate).toMatchObject({ known: true, open: true, paused: false });
    expect(changes).toBe(1);
  });

  it('obeys a pause and its end', async () => {
    gate.beat(performance.now(), '');
    gate.beat(performance.now(), 'token');
    expect(gate).toMatchObject({ open: false, paused: true, pauseToken: 'token' });
    const opened = gate.opened();
    gate.beat(performance.now(), '');
    await opened;
    expect(gate.open).toBe(true);
    expect(changes).toBe(3);
  });

  it('does not trust a beat that was sent before this process was frozen', () => {
    gate.beat(performance.now() - 2_600, '');
    expect(gate).toMatchObject({ known: true, open: false, paused: false, stale: true });
  });

  it('tells of a pause even if it was already closed', () => {
    gate.beat(performance.now() - 10_000, '');
    changes = 0;
    gate.beat(performance.now(), 'token');
    expect(changes).toBe(1);
  });
});
