import { LuaScript } from '../redis/lua-script.js';

/**
 * Gives entries up: they look untouched for the whole visibility time, so that any other consumer may take them over
 * at once. Entries of other consumers are left alone. Those that no handler has in hand were not delivered by it: the
 * count of their deliveries goes back by one.
 *
 * KEYS queue. ARGV group, consumer, visibility in ms, how many of the first ids no handler has in hand, entry ids.
 */
export const releaseEntries = new LuaScript<number>(`#!lua flags=allow-oom
local group, consumer = ARGV[1], ARGV[2]
local undelivered = tonumber(ARGV[4])
local released = 0
for i = 5, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], group, ARGV[i], ARGV[i], 1)[1]
  if pending and pending[2] == consumer then
    local count = pending[4]
    if i - 4 <= undelivered then count = math.max(0, count - 1) end
    redis.call('XCLAIM', KEYS[1], group, consumer, 0, ARGV[i], 'IDLE', ARGV[3], 'RETRYCOUNT', count, 'JUSTID')
    released = released + 1
  end
end
return released
`);
