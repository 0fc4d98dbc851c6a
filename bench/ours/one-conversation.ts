import { ApiSettings, loadSettings } from '#config';
import { type Draft, Outbox } from '#messaging';
import { createApi } from '../../apps/api/src/create-api.js';
import { BODY, recipient, RECIPIENTS, SENDER } from '../load/recipients.js';

/**
 * `node dist/bench/ours/one-conversation.js [messages] [rounds]`: so many messages to one conversation, and to as many
 * conversations as there are recipients, in turn, through `Outbox` on the migrated, expendable database of DATABASE_URL.
 */
const [messages = 10_000, rounds = 5] = process.argv.slice(2).map(Number);
const OUTSTANDING = 1_000;
const app = await createApi(loadSettings(ApiSettings));
await app.init();
const outbox = app.get(Outbox, { strict: false });

function draft(to: string): Draft {
  const nothing = { subject: null, html: null, attachments: [], metadata: {} };
  return { type: 'sms', from: SENDER, to, body: BODY, ...nothing };
}

/** Messages a second. */
async function rate(to: (index: number) => string): Promise<number> {
  const started = performance.now();
  let next = 0;
  const sender = async () => {
    while (next < messages) await outbox.accept(draft(to((next += 1))));
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, sender));
  return messages / ((performance.now() - started) / 1_000);
}

const [one, many] = [() => recipient(0), (index: number) => recipient((index * 7) % RECIPIENTS)];
for (const to of [one, many]) await rate(to); // Opens the conversations.
for (let round = 1; round <= rounds; round += 1) {
  const [toOne, toMany] = [await rate(one), await rate(many)];
  console.log(
    `round ${round}: to one ${toOne.toFixed(0)}/s, to many ${toMany.toFixed(0)}/s: ${(toOne / toMany).toFixed(2)}`,
  );
}
await app.close();
process.exit(0);
