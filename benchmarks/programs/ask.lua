-- wrk's script: send the same body again and again, and print what came as one JSON object.
-- wrk ... -s ask.lua URL -- FILE CONTENT-TYPE

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  wrk.method, wrk.body = "POST", file:read("*a")
  wrk.headers["Content-Type"] = arguments[2]
  file:close()
  answers, refusals, others = 0, 0, 0
end

function response(status)
  if status == 200 then
    answers = answers + 1
  elseif status == 503 then
    refusals = refusals + 1
  else
    others = others + 1
  end
end

function done(summary, latency)
  local count = { answers = 0, refusals = 0, others = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(count) do
      count[name] = count[name] + thread:get(name)
    end
  end
  local lost = summary.errors
  io.write(string.format(
    '\n{"seconds": %.3f, "answers": %d, "refusals": %d, "other_answers": %d, "lost": %d, '
      .. '"milliseconds_p50": %.3f, "milliseconds_p95": %.3f, "milliseconds_p99": %.3f}\n',
    summary.duration / 1e6, count.answers, count.refusals, count.others,
    lost.connect + lost.read + lost.write + lost.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
