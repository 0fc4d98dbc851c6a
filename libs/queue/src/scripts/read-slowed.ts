import { LuaScript } from '../redis/lua-script.js';

/**
 * The buckets that are slowed now.
 *
 * KEYS slowed buckets.
 */
export const readSlowed = new LuaScript<string[]>(`#!lua flags=no-writes
local time = redis.call('TIME')
return redis.call('ZRANGEBYSCORE', KEYS[1], time[1] * 1000, '+inf')
`);
