import { AccountError, LimitError, PermanentError, RetryableError } from '#providers';
import { TransientError } from '#queue';
import { eventually } from '../../../../test/support/eventually.js';
import { NotCalledError } from './not-called-error.js';
import { ProviderGate } from './provider-gate.js';

const fault = (httpStatus: number) => ({ provider: 'p', code: null, message: 'no', httpStatus });
const down = () => Promise.reject(new RetryableError(fault(500)));
const up = () => Promise.resolve('ok');

async function open(gate: ProviderGate): Promise<void> {
  for (let failures = 0; failures < 10; failures += 1) await expect(gate.call(down)).rejects.toThrow('no');
}

describe('ProviderGate', () => {
  it('lets everything through to a provider that works', async () => {
    const gate = new ProviderGate('p');
    await expect(gate.pass(() => gate.call(up))).resolves.toBe('ok');
  });

  it('holds back once a provider failed ten times in a row, and says for how long', async () => {
    const gate = new ProviderGate('p');
    await open(gate);
    let worked = false;
    const held = gate.pass(() => Promise.resolve((worked = true)));
    await expect(held).rejects.toBeInstanceOf(TransientError);
    await held.catch((error: TransientError) => expect(error.retryAfterMs).toBeGreaterThan(500));
    expect(worked).toBe(false);
    await expect(gate.call(up)).rejects.toBeInstanceOf(NotCalledError);
  });

  it('does not take refusals of single messages for a provider that is down', async () => {
    const gate = new ProviderGate('p');
    for (let index = 0; index < 30; index += 1) {
      await gate.call(() => Promise.reject(new PermanentError(fault(400)))).catch(() => undefined);
    }
    expect(gate.isOpen).toBe(false);
  });

  it('needs ten failures without a success between', async () => {
    const gate = new ProviderGate('p');
    for (let index = 0; index < 30; index += 1)
      await gate.call(index % 9 === 0 ? up : down).catch(() => undefined);
    expect(gate.isOpen).toBe(false);
  });

  it('waits as long as a 429 asks, without counting it as down', async () => {
    const gate = new ProviderGate('p');
    await gate.call(() => Promise.reject(new RetryableError(fault(429), 5_000))).catch(() => undefined);
    expect(gate.isOpen).toBe(false);
    const held = gate.pass(up);
    await expect(held).rejects.toBeInstanceOf(TransientError);
    await held.catch((error: TransientError) => expect(error.retryAfterMs).toBeGreaterThan(4_000));
  });

  it('lets one through after a 429 to see whether the wait is over, and then all', async () => {
    const gate = new ProviderGate('p');
    await gate.call(() => Promise.reject(new RetryableError(fault(429), 1))).catch(() => undefined);
    await eventually(() => expect(gate.hold?.nextTrialMs).toBe(0));
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const trial = gate.pass(() => gate.call(() => answered));
    await expect(gate.pass(() => gate.call(up))).rejects.toThrow('is being tried');
    answer();
    await trial;
    await expect(Promise.all([1, 2].map(() => gate.pass(() => gate.call(up))))).resolves.toEqual([
      'ok',
      'ok',
    ]);
  });

  it('tries others while a trial that has left waits for something else', async () => {
    const gate = new ProviderGate('p');
    await gate.call(() => Promise.reject(new RetryableError(fault(429), 1))).catch(() => undefined);
    await eventually(() => expect(gate.hold?.nextTrialMs).toBe(0));
    let arrive: () => void = () => undefined;
    const files = new Promise<void>((resolve) => (arrive = resolve));
    const first = gate.pass(async (leave) => {
      leave();
      await files;
      return gate.call(up);
    });
    const second = gate.pass(async () => {
      await expect(gate.pass(() => gate.call(up))).rejects.toThrow('is being tried');
      return gate.call(up);
    });
    await expect(second).resolves.toBe('ok');
    arrive();
    await expect(first).resolves.toBe('ok');
  });

  const trouble = { what: 'refuses our credentials', remedy: 'check P_KEY', isQuota: false };
  const refuses = () => Promise.reject(new AccountError(fault(401), trouble));

  it('is closed by one refusal of our account, says why and what to do, and opens by one call that is let in', async () => {
    const gate = new ProviderGate('p');
    await gate.call(refuses).catch(() => undefined);
    expect(gate.hold).toMatchObject({
      reason: 'refused',
      text: 'p refuses our credentials (check P_KEY)',
      nextTrialMs: expect.any(Number),
    });
    await expect(gate.pass(() => gate.call(up))).rejects.toThrow('p refuses our credentials');
    await expect(gate.call(up)).rejects.toBeInstanceOf(NotCalledError);
    await new Promise((resolve) => setTimeout(resolve, (gate.hold?.nextTrialMs ?? 0) + 5));
    const unsent = new PermanentError({ ...fault(0), httpStatus: null });
    await gate.pass(() => gate.call(() => Promise.reject(unsent))).catch(() => undefined);
    expect(gate.hold).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, (gate.hold?.nextTrialMs ?? 0) + 5));
    await gate
      .pass(() => gate.call(() => Promise.reject(new PermanentError(fault(400)))))
      .catch(() => undefined);
    expect(gate.hold).toBeNull();
    await expect(gate.pass(() => gate.call(up))).resolves.toBe('ok');
  });

  it('asks at longer and longer intervals, however many calls were under way at first', async () => {
    const gate = new ProviderGate('p');
    await Promise.all(Array.from({ length: 20 }, () => gate.call(refuses).catch(() => undefined)));
    expect(gate.hold?.nextTrialMs).toBeLessThanOrEqual(1_000);
    await new Promise((resolve) => setTimeout(resolve, (gate.hold?.nextTrialMs ?? 0) + 5));
    await gate.pass(() => gate.call(refuses)).catch(() => undefined);
    expect(gate.hold?.nextTrialMs).toBeGreaterThan(1_500);
  });

  it('is not closed by a limit of one sender', async () => {
    const gate = new ProviderGate('p');
    const full = () => Promise.reject(new LimitError(fault(429), null, 'sender'));
    for (let calls = 0; calls < 20; calls += 1) await gate.call(full).catch(() => undefined);
    expect(gate.hold).toBeNull();
    await expect(gate.pass(() => gate.call(up))).resolves.toBe('ok');
  });
});
