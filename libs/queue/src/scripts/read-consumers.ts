import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/** `[name, pending entries, ms since it last asked, the data of the first entries it holds]` */
export type ConsumerReply = [name: string, pending: number, idleMs: number, data: string[]];

const MAX_CONSUMERS = 100;
const MAX_HELD = 20;

/**
 * The consumers of a queue that live or hold something, at most ${MAX_CONSUMERS}, with at most ${MAX_HELD} of the entries
 * each holds, the oldest first.
 *
 * KEYS queue, consumers hash. ARGV group, ms after which a consumer's record is stale.
 */
export const readConsumers = new LuaScript<ConsumerReply[]>(`#!lua flags=no-writes
${STREAM_FUNCTIONS}
local stream, group = KEYS[1], ARGV[1]
if not find_group(stream, group) then return {} end
local now = now_ms()
local result = {}
for _, reply in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
  local consumer = as_table(reply)
  local read, record = pcall(cjson.decode, redis.call('HGET', KEYS[2], consumer.name) or '')
  local lives = read and type(record) == 'table' and now - (tonumber(record.at) or 0) < tonumber(ARGV[2])
  if (lives or consumer.pending > 0) and #result < ${MAX_CONSUMERS} then
    local held = {}
    if consumer.pending > 0 then
      for _, pending in ipairs(redis.call('XPENDING', stream, group, '-', '+', ${MAX_HELD}, consumer.name)) do
        local entry = redis.call('XRANGE', stream, pending[1], pending[1])[1]
        if entry then table.insert(held, as_table(entry[2]).data or '') end
      end
    end
    table.insert(result, {consumer.name, consumer.pending, consumer.idle, held})
  end
end
return result
`);
