import { LuaScript } from '../redis/lua-script.js';

/**
 * The prefixes that are stopped now, each followed by until when, in ms; at most a thousand.
 *
 * KEYS stopped prefixes.
 */
export const readStopped = new LuaScript<string[]>(`#!lua flags=no-writes
local time = redis.call('TIME')
return redis.call('ZRANGEBYSCORE', KEYS[1], time[1] * 1000, '+inf', 'WITHSCORES', 'LIMIT', 0, 1000)
`);
