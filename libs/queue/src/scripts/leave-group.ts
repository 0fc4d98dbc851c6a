import { LuaScript } from '../redis/lua-script.js';

/**
 * Removes a consumer and its record, unless it still has pending entries: XGROUP DELCONSUMER would drop those.
 * Replies 1 if the consumer is gone.
 *
 * KEYS queue, consumers hash. ARGV group, consumer.
 */
export const leaveGroup = new LuaScript<number>(`#!lua flags=allow-oom
redis.call('HDEL', KEYS[2], ARGV[2])
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if #pending > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
`);
