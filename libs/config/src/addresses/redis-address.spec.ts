import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../load-settings.js';
import { ServiceSettings } from '../service-settings.js';
import { parseRedisUrl } from './redis-address.js';
import { faultOfStoreUrl } from './store-url.js';

const SENTINELS = 'redis+sentinel://user:p%40ss@one,two:7000,[::1]/mymaster';
const load = (env: Record<string, string>) => loadSettings(ServiceSettings, env).redis;

describe('REDIS_URL', () => {
  it('is one server', () => {
    expect(parseRedisUrl('redis://redis.example')).toEqual({
      kind: 'single',
      nodes: [{ host: 'redis.example', port: 6_379 }],
      master: '',
      database: '',
      username: '',
      password: '',
      sentinelUsername: '',
      sentinelPassword: '',
      tls: null,
      keyPrefix: '',
    });
    expect(parseRedisUrl('rediss://u:a:b%2F@[::1]:7000/3')).toMatchObject({
      nodes: [{ host: '::1', port: 7_000 }],
      ...{ database: '3', username: 'u', password: 'a:b/', tls: {} },
    });
  });

  it('is Sentinels, with the name of the master', () => {
    expect(parseRedisUrl(`${SENTINELS}/2?sentinel_username=s&sentinel_password=x%26y`)).toMatchObject({
      kind: 'sentinel',
      nodes: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 7_000 },
        { host: '::1', port: 26_379 },
      ],
      ...{ master: 'mymaster', database: '2', username: 'user', password: 'p@ss' },
      ...{ sentinelUsername: 's', sentinelPassword: 'x&y', tls: null },
    });
  });

  it('is a cluster', () => {
    expect(parseRedisUrl('rediss+cluster://:secret@one:7000,two')).toMatchObject({
      kind: 'cluster',
      nodes: [
        { host: 'one', port: 7_000 },
        { host: 'two', port: 6_379 },
      ],
      ...{ password: 'secret', tls: {} },
    });
  });

  it.each([
    ['redis://one,two', /^must name one host, or be redis\+sentinel/],
    ['redis+sentinel://one,two', /^must have the name of the master behind its hosts/],
    ['redis+sentinel://one,two/a/b', /^must have the name of the master/],
    ['redis+sentinel://one,/mymaster', /^must be redis\+sentinel|^must name a host/],
    ['redis+cluster://one/3', /^must have no database but 0/],
    ['redis+cluster://one:0,two', /^must not have port 0/],
    ['redis+cluster://a:b#c@one,two', /percent-encoded/],
    ['redis+others://one', /^must be redis:/],
  ])('is refused: %s', (url, fault) => {
    expect(faultOfStoreUrl(url, 'redis')).toMatch(fault);
  });
});

describe('the settings beside REDIS_URL', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'redis-settings-'));
    writeFileSync(join(directory, 'password'), 'a/b+c==\n');
    writeFileSync(join(directory, 'empty'), '\n');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('go before it, from files too', () => {
    const file = join(directory, 'password');
    expect(load({ REDIS_URL: 'redis://u:p@one', REDIS_USER: 'v', REDIS_PASSWORD_FILE: file })).toMatchObject({
      ...{ username: 'v', password: 'a/b+c==' },
    });
    const tls = { REDIS_TLS_CA: 'one\\ntwo', REDIS_TLS_CERT: 'cert', REDIS_TLS_KEY_FILE: file };
    expect(load({ REDIS_URL: 'rediss://one', ...tls, REDIS_KEY_PREFIX: 'ours:' })).toMatchObject({
      ...{ tls: { ca: 'one\ntwo', cert: 'cert', key: 'a/b+c==' }, keyPrefix: 'ours:' },
    });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ REDIS_PASSWORD_FILE: '/nowhere' }, /REDIS_PASSWORD_FILE names a file that cannot be read \(ENOENT\)/],
    [
      { REDIS_PASSWORD: 'a', REDIS_PASSWORD_FILE: '/nowhere' },
      /REDIS_PASSWORD and REDIS_PASSWORD_FILE are both set/,
    ],
    [{ REDIS_TLS_CA: 'pem' }, /REDIS_TLS_CA is for a REDIS_URL that begins with rediss/],
    [
      { REDIS_URL: 'rediss://one', REDIS_TLS_CERT: 'pem' },
      /REDIS_TLS_CERT and its key must be given together/,
    ],
    [{ REDIS_SENTINEL_PASSWORD: 'a' }, /REDIS_SENTINEL_PASSWORD is for a REDIS_URL of redis\+sentinel/],
    [{ REDIS_KEY_PREFIX: 'a{b}' }, /REDIS_KEY_PREFIX must have no spaces and no braces/],
  ])('are refused where they do not fit: %j', (env, message) => {
    expect(() => load(env)).toThrow(message);
  });
});
