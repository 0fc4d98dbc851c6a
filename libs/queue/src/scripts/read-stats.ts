import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/** In this order; the oldest age is -1 when nothing waits. */
export type StatsReply = [
  length: number,
  lag: number,
  pending: number,
  oldestAgeMs: number,
  consumers: number,
  dead: number,
  /** Entries that living consumers handled in the last minute. */
  handled: number,
  /** The token of the pause, or ''. */
  pause: string,
  /** How many of the consumers hold their entries back. */
  heldBy: number,
  /** Why, as the one that goes on first says it, in JSON, or ''. */
  held: string,
];

/**
 * What an operator wants to know of a queue, at one instant.
 *
 * KEYS queue, consumers hash, dead stream, paused key. ARGV group, ms after which a consumer's record is stale.
 */
export const readStats = new LuaScript<StatsReply>(`#!lua flags=no-writes
${STREAM_FUNCTIONS}
local stream = KEYS[1]
local now = now_ms()
local length, lag, pending, living = redis.call('XLEN', stream), 0, 0, nil
local group = find_group(stream, ARGV[1])
if group then
  lag, pending, living = unread_count(stream, group), group.pending, oldest_living(stream, group)
elseif length > 0 then
  lag, living = length, first_after(stream, '0-0')
end
local age = -1
if living then age = math.max(0, now - tonumber(string.match(living, '^(%d+)'))) end

local consumers, handled, held_by, held = 0, 0, 0, nil
for _, value in ipairs(redis.call('HVALS', KEYS[2])) do
  local read, record = pcall(cjson.decode, value)
  if read and type(record) == 'table' and now - (tonumber(record.at) or 0) < tonumber(ARGV[2]) then
    consumers = consumers + 1
    handled = handled + (tonumber(record.handled) or 0)
    if type(record.held) == 'table' then
      held_by = held_by + 1
      local left = math.max(0, (tonumber(record.held.nextMs) or 0) - math.max(0, now - record.at))
      if not held or left < held.nextMs then
        held = {text = record.held.text, since = record.held.since, isPace = record.held.isPace, nextMs = left}
      end
    end
  end
end
return {length, lag, pending, age, consumers, redis.call('XLEN', KEYS[3]), handled, redis.call('GET', KEYS[4]) or '',
  held_by, held and cjson.encode(held) or ''}
`);
