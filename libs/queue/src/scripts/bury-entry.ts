import { LuaScript } from '../redis/lua-script.js';

/** More dead entries than this, and the oldest go: the dead stream is for people to look at, not for ever. */
const MAX_DEAD = 100_000;

/**
 * Moves a pending entry to the dead stream and acknowledges it, in one step. An entry that is no longer pending is
 * left alone, so it is never buried twice. Replies 1 if it was buried.
 *
 * One that is not to be kept once it is handled is taken out of the queue.
 *
 * KEYS queue, dead stream. ARGV group, entry id, data, reason, deliveries, died_at, traceparent or '', passing or ''.
 */
export const buryEntry = new LuaScript<number>(`#!lua flags=allow-oom
local group, id = ARGV[1], ARGV[2]
local pending = redis.call('XPENDING', KEYS[1], group, id, id, 1)
if #pending == 0 then return 0 end
local fields = {'data', ARGV[3], 'reason', ARGV[4], 'deliveries', ARGV[5], 'entry_id', id, 'died_at', ARGV[6]}
if ARGV[7] ~= '' then
  table.insert(fields, 'traceparent')
  table.insert(fields, ARGV[7])
end
if ARGV[8] ~= '' then
  table.insert(fields, 'passing')
  table.insert(fields, ARGV[8])
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ${MAX_DEAD}, '*', unpack(fields))
redis.call('XACK', KEYS[1], group, id)
if ARGV[8] ~= '' then redis.call('XDEL', KEYS[1], id) end
return 1
`);
