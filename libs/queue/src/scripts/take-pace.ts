import { LuaScript } from '../redis/lua-script.js';

/** How many processes asked lately; then for each request how long it has to wait in ms (0: it goes now), and for which bucket. */
export type PaceReply = number[];

/**
 * Lets requests go at the pace of their buckets, and says to each of the others when its turn will be. Explained in
 * docs/decisions/0032-pace.md.
 *
 * A bucket is a GCRA (https://www.itu.int/rec/T-REC-I.371, annex A): `free` is the time from which it lets one go, each that
 * goes moves it on by its cost, and it is never further behind than the burst. Only who goes moves it, so that nothing is lost
 * with a process that dies. Whose turn comes next is kept beside it, in sorted sets of lines (cursor: when the turn of the next in
 * that line will be) for three kinds of requests, which go in this order: urgent ones, those that come back from a
 * wait, new ones. While several lines wait, each of them moves on by as many intervals as there are lines: they take turns.
 *
 * KEYS who asked lately, then for each bucket: its state, lines of urgent ones, of those that come back, of new ones.
 * ARGV JSON {process, buckets: [{interval, burst, day}], requests: [{cost, urgent, due, of: [[bucket, line]]}]}: times in ms,
 * `day` the most that goes in a day of UTC (0: no limit), `due` how long until the turn it was told (false: it is new).
 *
 * A bucket that is asked for at another interval than before has another pace by now: what it owes is paid at that one, and turns that
 * were told are forgotten. For two seconds processes may disagree, and go by turns to and fro.
 */
export const takePace = new LuaScript<PaceReply>(`#!lua
local DAY, ASKED_LATELY, KEPT = 86400000, 10000, 60000
local CLASSES = {'urgent', 'back', 'new'}
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local today = math.floor(now / DAY)
local asked = cjson.decode(ARGV[1])

local function text(number) return string.format('%.3f', number) end

local buckets = {}
for i, bucket in ipairs(asked.buckets) do
  local key = 4 * i - 2
  local state = redis.call('HMGET', KEYS[key], 'free', 'hold', 'day', 'used', 'interval')
  bucket.state = KEYS[key]
  bucket.free = math.max(tonumber(state[1] or '0'), now - bucket.burst)
  if state[5] and state[5] ~= text(bucket.interval) then
    local before = tonumber(state[5])
    if bucket.free > now and before > 0 then
      bucket.free = now + (bucket.free - now) * bucket.interval / before
    end
    redis.call('DEL', KEYS[key + 1], KEYS[key + 2], KEYS[key + 3])
  end
  bucket.hold = tonumber(state[2] or '0')
  bucket.used = tonumber(state[3] or '-1') == today and tonumber(state[4]) or 0
  bucket.classes = {}
  for n, name in ipairs(CLASSES) do
    local lines = KEYS[key + n]
    local last = redis.call('ZRANGE', lines, -1, -1, 'WITHSCORES')
    bucket.classes[name] = {
      key = lines, last = tonumber(last[2] or '0'), cursors = {}, changed = {},
      living = last[2] and redis.call('ZCOUNT', lines, '(' .. text(now), '+inf') or 0,
    }
  end
  buckets[i] = bucket
end

local function cursor_of(class, line)
  if not class.cursors[line] then
    class.cursors[line] = class.last > now and tonumber(redis.call('ZSCORE', class.key, line) or '0') or 0
  end
  return class.cursors[line]
end

local function move_cursor(class, line, to)
  if cursor_of(class, line) <= now and to > now then class.living = class.living + 1 end
  class.cursors[line] = to
  class.changed[line] = to
  class.last = math.max(class.last, to)
end

local function day_is_over(bucket, cost)
  return bucket.day > 0 and bucket.used > 0 and bucket.used + cost > bucket.day
end

-- From when on the bucket itself lets this one go.
local function free_at(bucket, cost)
  local free = math.max(bucket.free, bucket.hold)
  if day_is_over(bucket, cost) then free = math.max(free, (today + 1) * DAY) end
  return free
end

local function may_go(request, class, bucket, line)
  local free = free_at(bucket, request.cost)
  if free > now then return false end
  local classes = bucket.classes
  if class ~= 'urgent' and classes.urgent.last > now then return false end
  if class == 'new' then return classes.back.last <= now and cursor_of(classes.new, line) <= now end
  -- Who comes before its turn may have what nobody took: for half an interval it is left to whoever's turn it is. Else each
  -- turn that is lost with a process would be lost for good.
  local unused = now - free
  return not request.due or request.due <= 0 or classes[class].last <= now
    or unused >= math.min(0.5 * bucket.interval, bucket.burst)
end

local function turn_of(request, class, bucket, line)
  -- Who comes before its turn keeps it: with another one, the one it had would be nobody's, and lines move on faster than time.
  if request.due and request.due > 0 then return now + request.due end
  local own = bucket.classes[class]
  local turn = math.max(cursor_of(own, line), free_at(bucket, request.cost), now)
  if class ~= 'urgent' then turn = math.max(turn, bucket.classes.urgent.last) end
  if class == 'new' then turn = math.max(turn, bucket.classes.back.last) end
  local step = bucket.interval
  if day_is_over(bucket, request.cost) then step = math.max(step, DAY / bucket.day) end
  local lines = own.living + (cursor_of(own, line) > now and 0 or 1)
  move_cursor(own, line, turn + request.cost * step * lines)
  return turn
end

local function goes(request, class)
  for _, place in ipairs(request.of) do
    local bucket = buckets[place[1]]
    bucket.free = bucket.free + request.cost * bucket.interval
    bucket.used = bucket.used + request.cost
    local new = bucket.classes.new
    if class == 'urgent' and new.last > now then
      local behind = redis.call('ZRANGE', new.key, '(' .. text(now), '+inf', 'BYSCORE', 'LIMIT', 0, 100)
      for _, line in ipairs(behind) do
        move_cursor(new, line, cursor_of(new, line) + request.cost * bucket.interval)
      end
    end
  end
end

redis.call('ZADD', KEYS[1], now, asked.process)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ASKED_LATELY)
redis.call('PEXPIRE', KEYS[1], ASKED_LATELY)
local result = {redis.call('ZCARD', KEYS[1])}

for _, request in ipairs(asked.requests) do
  local class = request.urgent and 'urgent' or request.due and 'back' or 'new'
  local blocked = {}
  for place, of in ipairs(request.of) do
    if not may_go(request, class, buckets[of[1]], of[2]) then table.insert(blocked, place) end
  end
  local turn, why = now, 0
  for _, place in ipairs(blocked) do
    local of = request.of[place]
    local own = turn_of(request, class, buckets[of[1]], of[2])
    if own >= turn then turn, why = own, place end
  end
  if #blocked == 0 then goes(request, class) end
  table.insert(result, #blocked == 0 and 0 or math.max(1, math.ceil(turn - now)))
  table.insert(result, why)
end

for _, bucket in ipairs(buckets) do
  redis.call('HSET', bucket.state, 'free', text(bucket.free), 'day', today, 'used', bucket.used,
             'interval', text(bucket.interval))
  local kept = math.max(bucket.free, bucket.hold) - now + bucket.burst + KEPT
  if bucket.day > 0 then kept = math.max(kept, (today + 1) * DAY - now) end
  redis.call('PEXPIRE', bucket.state, math.ceil(kept))
  for _, class in pairs(bucket.classes) do
    local any = false
    for line, cursor in pairs(class.changed) do
      redis.call('ZADD', class.key, text(cursor), line)
      any = true
    end
    if any then
      redis.call('ZREMRANGEBYSCORE', class.key, '-inf', text(now))
      redis.call('PEXPIRE', class.key, math.ceil(math.max(0, class.last - now) + KEPT))
    end
  end
end
return result
`);
