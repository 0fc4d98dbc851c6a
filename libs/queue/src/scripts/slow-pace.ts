import { LuaScript } from '../redis/lua-script.js';

/**
 * Lets nothing go from a bucket for a while, and notes that it is slowed for a longer one.
 *
 * KEYS state of the bucket, slowed buckets. ARGV bucket, until nothing goes in ms, until it is slowed no more in ms.
 */
export const slowPace = new LuaScript<number>(`#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local hold = math.max(tonumber(redis.call('HGET', KEYS[1], 'hold') or '0'), now + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'hold', string.format('%.3f', hold))
if redis.call('PTTL', KEYS[1]) < hold - now then redis.call('PEXPIRE', KEYS[1], math.ceil(hold - now)) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[2], math.ceil(tonumber(ARGV[3])))
return 1
`);
