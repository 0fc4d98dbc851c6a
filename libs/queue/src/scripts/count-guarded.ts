import { LuaScript } from '../redis/lua-script.js';

/**
 * Takes messages from the counters of their caps, each from all of its own or from none, and watches what each prefix gets.
 * Answers three numbers for each message: 0, or why it is refused (1: a cap, 2: its prefix is stopped, 3: it is stopped by
 * this message), which of its caps (from 1), and in how many ms it may be asked again.
 *
 * What is `usual` for a prefix is the most that it got in one slot (ten minutes) on a day before this one, and a tenth less of that with each
 * day. So a burst teaches nothing on its day, and what is sent once a day is usual. What a slot got counts once it is over: until then
 * messages may be given back (return-guarded.ts).
 *
 * KEYS refusals of the day, since when prefixes are watched, stopped prefixes, counters, prefixes.
 * ARGV JSON: counters (how many), caps [{max, window, rule}], prefixes [name], burst {max, factor, slot, day, stop, kept, learn},
 * requests [{of: [[counter, cap, cost]], prefix}], refused {rule: count}.
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
    found = {key = key, taken = tonumber(redis.call('GET', key) or '0'), added = 0, window = 0}
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
  local key = KEYS[first + asked.counters + index]
  local kept = redis.call('HMGET', key, 'slot', 'count', 'day', 'best', 'usual', 'stopped', 'free', 'refused')
  local slot, day = math.floor(now / burst.slot), math.floor(now / burst.day)
  found = {key = key, name = asked.prefixes[index], slot = slot, count = tonumber(kept[2] or '0'), day = day,
           best = tonumber(kept[4] or '0'), usual = tonumber(kept[5] or '0'), stopped = tonumber(kept[6] or '0'),
           free = tonumber(kept[7] or '0'), refused = tonumber(kept[8] or '0')}
  if tonumber(kept[1] or slot) ~= slot then
    found.best = math.max(found.best, found.count)
    found.count = 0
  end
  local days = day - tonumber(kept[3] or day)
  if days > 0 then
    found.usual = math.max(found.best, found.usual * 0.9) * 0.9 ^ (days - 1)
    found.best = 0
  end
  prefixes[index] = found
  return found
end

local function judge(request)
  local prefix = request.prefix and prefixOf(request.prefix)
  if prefix then
    if prefix.stopped > now then
      prefix.refused = prefix.refused + 1
      refuse('stopped_prefix', 1)
      return 2, 0, prefix.stopped - now
    end
  end
  for position, of in ipairs(request.of) do
    local one, cap = counter(of[1]), asked.caps[of[2]]
    one.window = cap.window
    if one.taken + of[3] > cap.max then
      refuse(cap.rule, 1)
      local rest = redis.call('PTTL', one.key)
      if rest < 0 or rest > cap.window then rest = cap.window end
      return 1, position, rest
    end
  end
  if prefix and prefix.free <= now then
    local most = math.max(burst.max * (learning and 10 or 1), burst.factor * prefix.usual)
    if prefix.count + 1 > most then
      prefix.stopped = now + burst.stop
      prefix.refused = 1
      redis.call('HSET', prefix.key, 'stopped', prefix.stopped, 'since', now, 'burst', prefix.count + 1)
      redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
      redis.call('ZADD', KEYS[3], prefix.stopped, prefix.name)
      redis.call('PEXPIRE', KEYS[3], burst.kept)
      refuse('stopped_prefix', 1)
      return 3, 0, burst.stop
    end
  end
  for _, of in ipairs(request.of) do
    local one = counter(of[1])
    one.taken = one.taken + of[3]
    one.added = one.added + of[3]
  end
  if prefix then
    prefix.count = prefix.count + 1
  end
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
    if rest < 0 or rest > one.window then redis.call('PEXPIRE', one.key, one.window) end
  end
end
for _, one in pairs(prefixes) do
  redis.call('HSET', one.key, 'slot', one.slot, 'count', one.count, 'day', one.day, 'best', one.best,
             'usual', string.format('%.3f', one.usual), 'refused', one.refused)
  redis.call('PEXPIRE', one.key, burst.kept)
end
for rule, count in pairs(refused) do redis.call('HINCRBY', KEYS[1], rule, count) end
if next(refused) then redis.call('PEXPIRE', KEYS[1], 3 * 86400000) end
return result
`);
