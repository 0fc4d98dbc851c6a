import { LuaScript } from '../redis/lua-script.js';

/**
 * Lets a prefix go on that is stopped, and does not stop it for a while. Answers 0 where it is not stopped.
 *
 * KEYS state of the prefix, stopped prefixes. ARGV prefix, how long it is not stopped in ms.
 */
export const liftPrefix = new LuaScript<number>(`#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stopped = tonumber(redis.call('HGET', KEYS[1], 'stopped') or '0')
redis.call('ZREM', KEYS[2], ARGV[1])
if stopped <= now then return 0 end
redis.call('HDEL', KEYS[1], 'stopped')
redis.call('HSET', KEYS[1], 'free', now + tonumber(ARGV[2]))
return 1
`);
