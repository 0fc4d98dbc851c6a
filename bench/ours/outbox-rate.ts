import { ApiSettings, loadSettings } from '#config';
import { type Draft, Outbox } from '#messaging';
import { createApi } from '../../apps/api/src/create-api.js';
import { BODY, recipient, RECIPIENTS, SENDER } from '../load/recipients.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';

/**
 * A program of its own: `Outbox.accept` with so many calls outstanding at all times, and no HTTP before it. Arguments:
 * outstanding calls, seconds of warm-up, seconds measured, seed.
 */
const [outstanding = 1_000, warmUp = 2, seconds = 5, seed = 1] = process.argv.slice(2).map(Number);
const app = await createApi(loadSettings(ApiSettings));
await app.init();
const outbox = app.get(Outbox, { strict: false });
const random = seededRandom(seed);
let accepted = 0;
let stopped = false;

async function acceptOn(): Promise<void> {
  while (!stopped) {
    await outbox.accept(draft());
    accepted += 1;
  }
}

function draft(): Draft {
  const to = recipient(Math.floor(random() * RECIPIENTS));
  return {
    type: 'sms',
    from: SENDER,
    to,
    body: BODY,
    subject: null,
    html: null,
    attachments: [],
    metadata: {},
  };
}

const callers = Array.from({ length: outstanding }, acceptOn);
await pause(warmUp);
const [before, startedAt] = [accepted, performance.now()];
await pause(seconds);
const perSecond = (accepted - before) / ((performance.now() - startedAt) / 1_000);
stopped = true;
await Promise.all(callers);
await app.close();
console.log(`RESULT ${JSON.stringify({ perSecond })}`);
process.exit(0);

function pause(length: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, length * 1_000));
}
