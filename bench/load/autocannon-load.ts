import autocannon from 'autocannon';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { BODY, recipient, RECIPIENTS, SENDER } from './recipients.js';

const BODIES = 500;

/** A program of its own, for machines without wrk. Arguments: url, connections, seconds, seed. */
const [url = '', connections = '50', seconds = '5', seed = '1'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: Array.from({ length: BODIES }, () => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'sms',
      from: SENDER,
      to: recipient(Math.floor(random() * RECIPIENTS)),
      body: BODY,
    }),
  })),
});
const { latency, errors, timeouts, non2xx, duration, requests } = result;
const failed = errors + timeouts + non2xx;
console.log(
  `RESULT ${JSON.stringify({ requests: requests.total, seconds: duration, p50: latency.p50, p99: latency.p99, failed })}`,
);
