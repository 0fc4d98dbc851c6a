import type { Claim } from '#entities';
import { RetryableError } from '#providers';
import { refused } from './attempt-outcome.js';

const POLICY = { maxRetries: 2, retryDelaySeconds: 0 };
const claim = (retryCount: number, attemptNumber: number) =>
  ({ id: 'm', retryCount, attemptNumber }) as Claim;
const fault = (httpStatus: number | null) =>
  new RetryableError({ provider: 'p', code: null, message: 'no', httpStatus }, null);

describe('a provider that has not taken a message', () => {
  it('is tried again as often as MAX_RETRIES says', () => {
    expect(refused(claim(1, 2), fault(503), 1, POLICY)).toMatchObject({ to: 'retry', countRetry: true });
    expect(refused(claim(2, 3), fault(503), 1, POLICY)).toMatchObject({ to: 'failed' });
  });

  it('uses up no retry of the message that only finds out whether it is back', () => {
    const move = refused(claim(2, 3), fault(503), 1, POLICY, true);
    expect(move).toMatchObject({ to: 'retry', countRetry: false });
  });

  it('uses up no retry of a message that never reached it', () => {
    expect(refused(claim(2, 3), fault(null), 1, POLICY)).toMatchObject({ to: 'retry', countRetry: false });
    expect(refused(claim(2, 1_000), fault(null), 1, POLICY)).toMatchObject({ to: 'failed' });
  });

  it('is asked more patiently when it asks for patience, and not for ever', () => {
    expect(refused(claim(2, 3), fault(429), 1, POLICY)).toMatchObject({ to: 'retry', countRetry: false });
    expect(refused(claim(2, 9), fault(429), 1, POLICY)).toMatchObject({ to: 'failed' });
  });
});
