import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/** `[last generated id, oldest living id or '', depth]` */
export type PositionReply = [lastId: string, oldestLivingId: string, depth: number];

/**
 * Where a queue stands, at one instant. Without the group every entry counts as not yet delivered.
 *
 * KEYS queue. ARGV group.
 */
export const readPosition = new LuaScript<PositionReply>(`#!lua flags=no-writes
${STREAM_FUNCTIONS}
local stream = KEYS[1]
if redis.call('EXISTS', stream) == 0 then return {'0-0', '', 0} end
local last = as_table(redis.call('XINFO', 'STREAM', stream))['last-generated-id']
local group = find_group(stream, ARGV[1])
if not group then
  return {last, first_after(stream, '0-0') or '', redis.call('XLEN', stream)}
end
return {last, oldest_living(stream, group) or '', unread_count(stream, group) + group.pending}
`);
