import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/**
 * Removes consumers that have nothing pending and were silent for long, and records of consumers that no longer beat.
 * A consumer with pending entries is never removed: XGROUP DELCONSUMER would drop those. Replies how many were removed.
 *
 * KEYS queue, consumers hash. ARGV group, silence in ms.
 */
export const forgetDeadConsumers = new LuaScript<number>(`#!lua flags=allow-oom
${STREAM_FUNCTIONS}
local group, silence = ARGV[1], tonumber(ARGV[2])
local now = now_ms()
local alive = {}
local records = redis.call('HGETALL', KEYS[2])
for i = 1, #records, 2 do
  local read, record = pcall(cjson.decode, records[i + 1])
  if read and type(record) == 'table' and now - (tonumber(record.at) or 0) < silence then
    alive[records[i]] = true
  else
    redis.call('HDEL', KEYS[2], records[i])
  end
end
if not find_group(KEYS[1], group) then return 0 end
local removed = 0
for _, reply in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], group)) do
  local consumer = as_table(reply)
  if consumer.pending == 0 and consumer.idle > silence and not alive[consumer.name] then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], group, consumer.name)
    removed = removed + 1
  end
end
return removed
`);
