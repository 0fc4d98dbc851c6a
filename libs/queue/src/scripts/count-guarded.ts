import { LuaScript } from '../redis/lua-script.js';

/**
 * Takes messages from the counters of their caps, each from all of its own or from none, and watches what each prefix gets.
 * Answers three numbers for each message: 0, or why it is refused (1: a cap, 2: its prefix is stopped, 3: it is stopped by
 * this message), which of its caps (from 1), and in how many ms it may be asked again.
 *
 * A prefix gets, on the average of slots of ten minutes, what it `usual`ly gets: each slot counts for a part of a day. What is refused
 * is not counted, so that an attack does not become usual.
 *
 * KEYS refusals of the day, since when prefixes are watched, stopped prefixes, counters, prefixes.
 * ARGV JSON: counters [{max, window, rule}], prefixes [name], burst {max, factor, slot, slots, stop, kept, learn},
 * requests [{of: [[counter, cost]], prefix}], refused {rule: count}.
 */
export const countGuarded = new LuaScript<number[]>(`#!lua
local asked = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local burst = asked.burst
local first = 3
local refused, result = {}, {}
local function refuse(rule, count)
  refused[rule] = (refused[rule] or 0) + count
end
for rule, count in pairs(asked.refused) do refuse(rule, count) end

local counters = {}
local function counter(index)
  local found = counters[index]
  if not found then
    local key = KEYS[first + index]
    found = {key = key, taken = tonumber(redis.call('GET', key) or '0'), added = 0, cap = asked.counters[index]}
    counters[index] = found
  end
  return found
end

local learning = false
if #asked.prefixes > 0 then
  redis.call('SET', KEYS[2], now, 'NX')
  redis.call('PEXPIRE', KEYS[2], burst.kept)
  learning = now - tonumber(redis.call('GET', KEYS[2])) < burst.learn
end
local prefixes = {}
local function prefixOf(index)
  local found = prefixes[index]
  if found then return found end
  local key = KEYS[first + #asked.counters + index]
  local kept = redis.call('HMGET', key, 'slot', 'count', 'usual', 'stopped', 'free')
  local slot = math.floor(now / burst.slot)
  found = {key = key, name = asked.prefixes[index], slot = slot, count = tonumber(kept[2] or '0'),
           usual = tonumber(kept[3] or '0'), stopped = tonumber(kept[4] or '0'), free = tonumber(kept[5] or '0')}
  local gap = slot - tonumber(kept[1] or slot)
  if gap > 0 then
    local share = 1 / burst.slots
    found.usual = (found.usual + (found.count - found.usual) * share) * (1 - share) ^ (gap - 1)
    found.count = 0
  end
  prefixes[index] = found
  return found
end

local function judge(request)
  local prefix = request.prefix and prefixOf(request.prefix)
  if prefix then
    if prefix.stopped > now then
      refuse('stopped_prefix', 1)
      return 2, 0, prefix.stopped - now
    end
  end
  for position, of in ipairs(request.of) do
    local one = counter(of[1])
    if one.taken + of[2] > one.cap.max then
      refuse(one.cap.rule, 1)
      local rest = redis.call('PTTL', one.key)
      if rest < 0 or rest > one.cap.window then rest = one.cap.window end
      return 1, position, rest
    end
  end
  if prefix and prefix.free <= now then
    local most = math.max(burst.max * (learning and 10 or 1), burst.factor * prefix.usual)
    if prefix.count + 1 > most then
      prefix.stopped = now + burst.stop
      redis.call('HSET', prefix.key, 'stopped', prefix.stopped)
      redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
      redis.call('ZADD', KEYS[3], prefix.stopped, prefix.name)
      redis.call('PEXPIRE', KEYS[3], burst.kept)
      refuse('stopped_prefix', 1)
      return 3, 0, burst.stop
    end
  end
  for _, of in ipairs(request.of) do
    local one = counter(of[1])
    one.taken = one.taken + of[2]
    one.added = one.added + of[2]
  end
  if prefix then prefix.count = prefix.count + 1 end
  return 0, 0, 0
end

for _, request in ipairs(asked.requests) do
  local why, which, wait = judge(request)
  result[#result + 1] = why
  result[#result + 1] = which
  result[#result + 1] = wait
end

for _, one in pairs(counters) do
  if one.added > 0 then
    redis.call('INCRBY', one.key, one.added)
    local rest = redis.call('PTTL', one.key)
    if rest < 0 or rest > one.cap.window then redis.call('PEXPIRE', one.key, one.cap.window) end
  end
end
for _, one in pairs(prefixes) do
  redis.call('HSET', one.key, 'slot', one.slot, 'count', one.count, 'usual', string.format('%.6f', one.usual))
  redis.call('PEXPIRE', one.key, burst.kept)
end
for rule, count in pairs(refused) do redis.call('HINCRBY', KEYS[1], rule, count) end
if next(refused) then redis.call('PEXPIRE', KEYS[1], 3 * 86400000) end
return result
`);
