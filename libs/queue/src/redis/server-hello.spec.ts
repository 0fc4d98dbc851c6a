import { RedisTooOldError, requireVersion } from './server-hello.js';

describe('requireVersion', () => {
  it.each(['7.0.0', '7.0.15', '7.4.1', '8.2.0', '10.0.0'])('takes %s', (version) => {
    expect(() => requireVersion(version)).not.toThrow();
  });

  it.each([
    ['6.2.14', 'Redis 6.2.14 is too old: the queue needs Redis 7.0 or newer'],
    ['of unknown version', 'Redis of unknown version is too old'],
  ])('refuses %j', (version, message) => {
    expect(() => requireVersion(version)).toThrow(RedisTooOldError);
    expect(() => requireVersion(version)).toThrow(message);
  });
});
