import { LuaScript } from '../redis/lua-script.js';

/**
 * Resets the idle time of the entries a consumer has in hand; delivery counts stay. An entry that another consumer
 * has taken over meanwhile is not taken back. Replies how many entries are still this consumer's.
 *
 * KEYS queue. ARGV group, consumer, entry ids.
 */
export const extendVisibility = new LuaScript<number>(`#!lua flags=allow-oom
local group, consumer = ARGV[1], ARGV[2]
local own = 0
for i = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], group, ARGV[i], ARGV[i], 1)[1]
  if pending and pending[2] == consumer then
    redis.call('XCLAIM', KEYS[1], group, consumer, 0, ARGV[i], 'JUSTID')
    own = own + 1
  end
end
return own
`);
