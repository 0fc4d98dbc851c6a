import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/**
 * Drops handled entries from the old end of the stream: those older than the age, and those beyond the count. Never
 * at or past the oldest entry that any group has not yet read or not yet acknowledged; without its own group, nothing:
 * that is made again from the start, and others tell nothing of what it has handled.
 * Replies how many were dropped, at most `limit`.
 *
 * KEYS queue. ARGV group, max age in ms, max entries, limit.
 */
export const trimHandled = new LuaScript<number>(`#!lua flags=allow-oom
${STREAM_FUNCTIONS}
local stream = KEYS[1]
local max_age, max_entries, limit = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not find_group(stream, ARGV[1]) then return 0 end

local keep_from = string.format('%.0f-0', math.max(0, now_ms() - max_age))

-- One more entry than may go: its id is where the trim has to stop.
local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', limit + 1)
if #oldest == 0 then return 0 end
local excess = redis.call('XLEN', stream) - max_entries
if excess > 0 then
  local first_kept = oldest[math.min(excess, limit) + 1]
  local by_count = first_kept and first_kept[1] or '18446744073709551615-18446744073709551615'
  if id_less(keep_from, by_count) then keep_from = by_count end
end
if oldest[limit + 1] and id_less(oldest[limit + 1][1], keep_from) then keep_from = oldest[limit + 1][1] end

for _, group in ipairs(groups_of(stream)) do
  local living = oldest_living(stream, group)
  if living and id_less(living, keep_from) then keep_from = living end
end
return redis.call('XTRIM', stream, 'MINID', '=', keep_from)
`);
