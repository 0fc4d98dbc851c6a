import { LuaScript } from '../redis/lua-script.js';

/** `[next cursor, [[id, fields, delivery count], ...]]`; the cursor is `0-0` when all pending entries were seen. */
export type ClaimReply = [cursor: string, entries: [id: string, fields: string[], deliveries: number][]];

/**
 * Takes over pending entries nobody has touched for the visibility time, with their new delivery counts. Entries
 * that no longer exist in the stream are dropped from the pending list by Redis.
 *
 * KEYS queue. ARGV group, consumer, visibility in ms, cursor, count.
 */
export const claimAbandoned = new LuaScript<ClaimReply>(`#!lua flags=allow-oom
local reply = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], 'COUNT', ARGV[5])
local entries = {}
for _, entry in ipairs(reply[2]) do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], entry[1], entry[1], 1)[1]
  table.insert(entries, {entry[1], entry[2], pending[4]})
end
return {reply[1], entries}
`);
