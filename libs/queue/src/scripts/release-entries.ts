import { LuaScript } from '../redis/lua-script.js';

/**
 * Gives entries up: they look untouched for the whole visibility time, so that any other consumer may take them over
 * at once. Entries of other consumers are left alone.
 *
 * KEYS queue. ARGV group, consumer, visibility in ms, entry ids.
 */
export const releaseEntries = new LuaScript<number>(`#!lua flags=allow-oom
local group, consumer = ARGV[1], ARGV[2]
local released = 0
for i = 4, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], group, ARGV[i], ARGV[i], 1)[1]
  if pending and pending[2] == consumer then
    redis.call('XCLAIM', KEYS[1], group, consumer, 0, ARGV[i], 'IDLE', ARGV[3], 'JUSTID')
    released = released + 1
  end
end
return released
`);
