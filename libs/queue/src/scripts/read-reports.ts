import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/** For each: how old it is in ms, and the report as JSON. */
export type ReportsReply = [ageMs: number, report: string][];

/**
 * What processes told of themselves that is still good.
 *
 * KEYS reports hash. ARGV for how long a report is good in ms.
 */
export const readReports = new LuaScript<ReportsReply>(`#!lua flags=no-writes
${STREAM_FUNCTIONS}
local now = now_ms()
local result = {}
for _, value in ipairs(redis.call('HVALS', KEYS[1])) do
  local at, report = string.match(value, '^(%d+) (.*)$')
  local age = at and now - tonumber(at)
  if age and age <= tonumber(ARGV[1]) then table.insert(result, {math.max(0, age), report}) end
end
return result
`);
