import { RedisTooOldError, requireRedisVersion } from './redis-version.js';

describe('requireRedisVersion', () => {
  it.each(['7.0.0', '7.0.15', '7.4.1', '8.2.0', '10.0.0'])('takes %s', (version) => {
    expect(() =>
      requireRedisVersion(`# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`),
    ).not.toThrow();
  });

  it.each([
    ['# Server\r\nredis_version:6.2.14\r\n', 'Redis 6.2.14 is too old: the queue needs Redis 7.0 or newer'],
    ['# Server\r\n', 'Redis of unknown version is too old'],
  ])('refuses %j', (info, message) => {
    expect(() => requireRedisVersion(info)).toThrow(RedisTooOldError);
    expect(() => requireRedisVersion(info)).toThrow(message);
  });
});
