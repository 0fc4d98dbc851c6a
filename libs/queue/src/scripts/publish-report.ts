import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/**
 * Writes what a process tells of itself, and forgets those that have been silent for too long.
 *
 * KEYS reports hash. ARGV process, report as JSON, for how long it is good in ms.
 */
export const publishReport = new LuaScript<number>(`#!lua flags=allow-oom
${STREAM_FUNCTIONS}
local now, life = now_ms(), tonumber(ARGV[3])
local reports = redis.call('HGETALL', KEYS[1])
for i = 1, #reports, 2 do
  local at = tonumber(string.match(reports[i + 1], '^(%d+) ') or '0')
  if now - at > life then redis.call('HDEL', KEYS[1], reports[i]) end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], life)
return 1
`);
