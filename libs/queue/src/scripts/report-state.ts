import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/** `[token of the pause or '', 1 if entries wait unread, 1 if the group was missing and has been made]` */
export type ReportReply = [pauseToken: string, unread: number, groupMade: number];

/**
 * One beat of a consumer: writes its record, sees to it that stream and group exist, and reads whether the queue is
 * paused and whether entries wait.
 *
 * KEYS queue, consumers hash, paused key. ARGV group, consumer, state, token of the pause it obeys or '', what holds its
 * entries back as JSON or '', how many entries it handled in the last minute.
 */
export const reportState = new LuaScript<ReportReply>(`#!lua flags=allow-oom
${STREAM_FUNCTIONS}
local name = ARGV[1]
local made = 0
local group = find_group(KEYS[1], name)
if not group then
  redis.call('XGROUP', 'CREATE', KEYS[1], name, '0', 'MKSTREAM')
  made = 1
  group = find_group(KEYS[1], name)
end
local record = {state = ARGV[3], token = ARGV[4], at = now_ms(), handled = tonumber(ARGV[6])}
if ARGV[5] ~= '' then record.held = cjson.decode(ARGV[5]) end
redis.call('HSET', KEYS[2], ARGV[2], cjson.encode(record))
local unread = first_after(KEYS[1], group['last-delivered-id'])
return {redis.call('GET', KEYS[3]) or '', unread and 1 or 0, made}
`);
