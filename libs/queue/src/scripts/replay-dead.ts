import { LuaScript } from '../redis/lua-script.js';

/**
 * Moves dead entries back to the end of their queue as new ones. Ids that are not there are passed over. Replies how
 * many were moved.
 *
 * KEYS dead stream, queue. ARGV ids.
 */
export const replayDead = new LuaScript<number>(`#!lua
local moved = 0
for _, id in ipairs(ARGV) do
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if entry then
    local fields = {}
    for i = 1, #entry[2], 2 do
      local name = entry[2][i]
      if name == 'data' or name == 'traceparent' or name == 'passing' then
        table.insert(fields, name)
        table.insert(fields, entry[2][i + 1])
      end
    end
    redis.call('XADD', KEYS[2], '*', unpack(fields))
    -- By its whole id: a bare number of milliseconds finds an entry, and deletes another.
    redis.call('XDEL', KEYS[1], entry[1])
    moved = moved + 1
  end
end
return moved
`);
