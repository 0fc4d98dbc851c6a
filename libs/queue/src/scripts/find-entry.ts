import { LuaScript } from '../redis/lua-script.js';
import { STREAM_FUNCTIONS } from './stream-functions.js';

/** `[where it is or '', its id, the consumer that has it or '', the last id looked at or '']` */
export type FindReply = [
  state: '' | 'waiting' | 'pending' | 'handled',
  id: string,
  consumer: string,
  last: string,
];

/**
 * The first entry whose data contains a text, among so many, and what the group has done with it.
 *
 * KEYS queue. ARGV group, text, first id ("(" before it: after that one), how many.
 */
export const findEntry = new LuaScript<FindReply>(`#!lua flags=no-writes
${STREAM_FUNCTIONS}
local stream, name = KEYS[1], ARGV[1]
local last = ''
for _, entry in ipairs(redis.call('XRANGE', stream, ARGV[3], '+', 'COUNT', ARGV[4])) do
  last = entry[1]
  if string.find(as_table(entry[2]).data or '', ARGV[2], 1, true) then
    local group = find_group(stream, name)
    if not group or id_less(group['last-delivered-id'], last) then return {'waiting', last, '', last} end
    local pending = redis.call('XPENDING', stream, name, last, last, 1)[1]
    if pending then return {'pending', last, pending[2], last} end
    return {'handled', last, '', last}
  end
end
return {'', '', '', last}
`);
