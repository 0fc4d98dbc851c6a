import { twilioClient } from '../stock/twilio-client.js';
import { BODY, recipient, SENDER } from '../load/recipients.js';

/**
 * What the `twilio` SDK can do alone: so many calls outstanding at all times, and nothing else. A program of its own.
 * Arguments: provider's address, outstanding calls, seconds of warm-up, seconds measured.
 */
const [url = ''] = process.argv.slice(2);
const [outstanding = 100, warmUp = 2, seconds = 5] = process.argv.slice(3).map(Number);
const client = twilioClient(url, outstanding);
let sent = 0;
let stopped = false;

async function sendOn(caller: number): Promise<void> {
  const message = { from: SENDER, to: recipient(caller), body: BODY };
  while (!stopped) {
    await client.messages.create({
      ...message,
      statusCallback: 'http://localhost:8080/api/v1/webhooks/twilio',
    });
    sent += 1;
  }
}

const callers = Array.from({ length: outstanding }, (_, caller) => sendOn(caller));
await pause(warmUp);
const [before, startedAt] = [sent, performance.now()];
await pause(seconds);
const perSecond = (sent - before) / ((performance.now() - startedAt) / 1_000);
stopped = true;
await Promise.all(callers);
console.log(`RESULT ${JSON.stringify({ perSecond })}`);
process.exit(0);

function pause(length: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, length * 1_000));
}
