import { QueueUnavailableError } from '#queue';
import { RedisAnswers } from './redis-answers.js';

const AWAY = new QueueUnavailableError('Redis is away');

function answers(isOutage?: (error: unknown) => boolean) {
  const lines: unknown[] = [];
  let now = 0;
  const logger = { warn: (line: unknown) => lines.push(line), log: (line: unknown) => lines.push(line) };
  const redis = new RedisAnswers(logger, { lasts: 'it lasts', over: 'it is over' }, isOutage, () => now);
  return { redis, lines, pass: (ms: number) => (now += ms) };
}
const fail = (error: Error) => () => Promise.reject(error);

it('asks again a second after there was no answer, and tells when that begins and ends', async () => {
  const { redis, lines, pass } = answers();
  let asked = 0;
  const ask = async () => (asked += 1);
  expect(await redis.of(ask)).toBe(1);
  expect(await redis.of(fail(AWAY))).toBeNull();
  pass(999);
  expect(await redis.of(ask)).toBeNull();
  pass(1);
  expect(await redis.of(ask)).toBe(2);
  expect(lines).toMatchObject([{ msg: 'it lasts', error: 'Redis is away' }, { msg: 'it is over' }]);
});

it('lets nobody ask for a second after something else got no answer', async () => {
  const { redis, pass } = answers();
  redis.failed(AWAY);
  expect(await redis.of(async () => 'an answer')).toBeNull();
  pass(1_000);
  expect(await redis.of(async () => 'an answer')).toBe('an answer');
});

it('fails by what is no outage, and asks on', async () => {
  const { redis } = answers();
  await expect(redis.of(fail(new TypeError('a mistake')))).rejects.toThrow('a mistake');
  expect(await redis.of(async () => 'an answer')).toBe('an answer');
});

it('fails by nothing where everything is an outage', async () => {
  const { redis } = answers(() => true);
  expect(await redis.of(fail(new TypeError('a mistake')))).toBeNull();
});
