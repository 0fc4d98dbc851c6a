import { PermanentError, RetryableError } from '#providers';
import { TransientError } from '#queue';
import { NotCalledError, ProviderGate } from './provider-gate.js';

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
    await new Promise((resolve) => setTimeout(resolve, 5));
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
});
