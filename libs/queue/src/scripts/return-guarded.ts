import { LuaScript } from '../redis/lua-script.js';

/**
 * Gives back what messages took: from counters, and from what their prefixes got in this slot, where these are still there.
 *
 * KEYS counters, prefixes. ARGV length of a slot in ms, number of counters, how many of each.
 */
export const returnGuarded = new LuaScript<number>(`#!lua
local time = redis.call('TIME')
local slot = math.floor((time[1] * 1000 + math.floor(time[2] / 1000)) / tonumber(ARGV[1]))
for index, key in ipairs(KEYS) do
  local count = tonumber(ARGV[index + 2])
  if index <= tonumber(ARGV[2]) then
    local back = math.min(tonumber(redis.call('GET', key) or '0'), count)
    if back > 0 then redis.call('DECRBY', key, back) end
  else
    local kept = redis.call('HMGET', key, 'slot', 'count')
    if kept[1] and tonumber(kept[1]) == slot then
      redis.call('HSET', key, 'count', math.max(0, tonumber(kept[2]) - count))
    end
  end
end
return 1
`);
