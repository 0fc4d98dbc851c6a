import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/**
 * The living consumers of a queue that have not yet obeyed a pause. One that has stopped hands nothing over any more.
 *
 * KEYS consumers hash. ARGV token of the pause, ms after which a consumer's record is stale.
 */
export const readUnpausedConsumers = new LuaScript<string[]>(`#!lua flags=no-writes
${STREAM_FUNCTIONS}
local now = now_ms()
local records = redis.call('HGETALL', KEYS[1])
local names = {}
for i = 1, #records, 2 do
  local read, record = pcall(cjson.decode, records[i + 1])
  if read and type(record) == 'table' then
    local alive = now - (tonumber(record.at) or 0) < tonumber(ARGV[2])
    local obeys = record.state == 'stopped' or (record.state == 'paused' and record.token == ARGV[1])
    if alive and not obeys then
      table.insert(names, records[i])
    end
  end
end
return names
`);
