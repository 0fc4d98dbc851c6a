import type { Claim } from '#entities';
import { AccountError, LimitError, RetryableError } from '#providers';
import { held, notCalled, refused } from './attempt-outcome.js';
import { NotCalledError } from './not-called-error.js';

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

  it('is waited for when a limit is met, which uses up no retry, with longer and longer pauses, for about a day', () => {
    const limit = new LimitError(
      { provider: 'p', code: null, message: 'no', httpStatus: 429 },
      null,
      'sender',
    );
    let seconds = 0;
    for (let attempt = 1; ; attempt += 1) {
      const move = refused(claim(2, attempt), limit, 1, POLICY);
      if (move.to === 'failed') break;
      expect(move).toMatchObject({ to: 'retry', countRetry: false });
      seconds += move.dueInSeconds as number;
    }
    expect(seconds / 3_600).toBeGreaterThan(12);
    expect(seconds / 3_600).toBeLessThan(36);
  });

  it('counts nothing of a message when it refuses us and not the message', () => {
    const trouble = { what: 'refuses our credentials', remedy: 'check P_KEY', isQuota: false };
    const fault = new AccountError({ provider: 'p', code: '1', message: 'no', httpStatus: 401 }, trouble);
    const move = held(claim(2, 5_000), fault, 1, 30_000);
    expect(move).toMatchObject({ to: 'retry', uncounted: true, dueInSeconds: 30 });
    expect(move.countRetry).toBeUndefined();
  });

  it('counts nothing of a message that it was not asked about', () => {
    const move = notCalled(claim(2, 5_000), new NotCalledError('p is down; not called', 2_000));
    expect(move).toMatchObject({ to: 'retry', uncounted: true });
    expect(move.countRetry).toBeUndefined();
  });
});
