-- wrk: POST /api/v1/messages/send, each to a recipient drawn by the seed. Arguments: seed, recipients, sender, body.
local recipients, sender, text

function init(args)
  math.randomseed(tonumber(args[1]))
  recipients, sender, text = tonumber(args[2]), args[3], args[4]
  wrk.method = 'POST'
  wrk.headers['Content-Type'] = 'application/json'
end

function request()
  local to = '+1555' .. (1000000 + math.random(0, recipients - 1))
  local body = '{"type":"sms","from":"' .. sender .. '","to":"' .. to .. '","body":"' .. text .. '"}'
  return wrk.format(nil, nil, nil, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
