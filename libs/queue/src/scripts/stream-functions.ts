/**
 * Lua functions the scripts share. Stream ids are compared part by part as decimal strings: a sequence number may
 * be larger than what a Lua number holds exactly.
 */
export const STREAM_FUNCTIONS = `
local function number_less(a, b)
  if #a ~= #b then return #a < #b end
  return a < b
end

local function id_less(a, b)
  local a_ms, a_seq = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_seq = string.match(b, '^(%d+)-(%d+)$')
  if a_ms ~= b_ms then return number_less(a_ms, b_ms) end
  return number_less(a_seq, b_seq)
end

local function as_table(pairs_list)
  local result = {}
  for i = 1, #pairs_list, 2 do result[pairs_list[i]] = pairs_list[i + 1] end
  return result
end

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function groups_of(stream)
  local result = {}
  if redis.call('EXISTS', stream) == 0 then return result end
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    table.insert(result, as_table(group))
  end
  return result
end

local function find_group(stream, name)
  for _, group in ipairs(groups_of(stream)) do
    if group.name == name then return group end
  end
  return nil
end

local function first_after(stream, id)
  local entry = redis.call('XRANGE', stream, '(' .. id, '+', 'COUNT', 1)[1]
  return entry and entry[1]
end

-- The smallest id that is not yet delivered or not yet acknowledged, or nil.
local function oldest_living(stream, group)
  local pending = redis.call('XPENDING', stream, group.name)
  local oldest = pending[1] > 0 and pending[2] or nil
  local unread = first_after(stream, group['last-delivered-id'])
  if unread and (not oldest or id_less(unread, oldest)) then oldest = unread end
  return oldest
end

-- Redis gives no lag once entries were deleted by hand: then count, up to a bound, and beyond it say the length.
local function unread_count(stream, group)
  local delivered = group['last-delivered-id']
  if not first_after(stream, delivered) then return 0 end
  if group.lag then return math.max(1, group.lag) end
  local bound = 10000
  local rest = redis.call('XRANGE', stream, '(' .. delivered, '+', 'COUNT', bound)
  if #rest < bound then return #rest end
  return redis.call('XLEN', stream)
end
`;
