import { LuaScript } from '../redis/lua-script.js';

/** `granted` is 1 or 0; what is left after it; how long until the window ends and all are there again. */
export type TakeReply = [granted: number, remaining: number, resetMs: number];

/**
 * Takes one of the tokens of a window, which begins with the first that is taken. A window longer than it should be,
 * after a change of the setting, or one without an end, is cut to its length.
 *
 * KEYS counter. ARGV tokens of a window, its length in ms.
 */
export const takeToken = new LuaScript<TakeReply>(`#!lua
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local taken = tonumber(redis.call('GET', KEYS[1]) or '0')
local granted = 0
if taken < limit then
  taken = redis.call('INCR', KEYS[1])
  granted = 1
end
local rest = redis.call('PTTL', KEYS[1])
if rest < 0 or rest > window then
  redis.call('PEXPIRE', KEYS[1], window)
  rest = window
end
return {granted, math.max(0, limit - taken), rest}
`);
