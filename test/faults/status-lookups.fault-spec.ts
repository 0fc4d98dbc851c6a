import { newId } from '#config';
import { TwilioList } from '../../libs/providers/src/testing/twilio-list.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { AppProcess } from './harness/app-process.js';
import { twilioReports } from './harness/callbacks.js';
import { FAULT_SEED, LONG, SeededChoices } from './harness/seeded-choices.js';

const MESSAGES = LONG ? 10_000 : 5_000;
const SENDERS = 4;
const MAX_REQUESTS = MESSAGES / 10;
/** The promise: from when they are due. */
const WITHIN_MS = 15 * 60_000;
/** Told at once. */
const TELLERS = 8;
const KILLS = LONG ? 6 : 1;

interface Lost {
  messageId: string;
  sid: string;
  from: string;
  to: string;
  status: string;
}

/** As delivery leaves them, twelve minutes ago. */
const SENT = `
  WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS x (id, sid, from_address, to_address)
  ), attempts AS (
    INSERT INTO send_attempts (message_id, id, number, provider, started_at, ended_at, outcome, provider_message_id)
    SELECT id, id, 1, 'twilio', now() - interval '12 min', now() - interval '12 min', 'accepted', sid FROM input
  )
  INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider,
                        provider_message_id, attempt_id, attempt_count, sent_at, due_at)
  SELECT id, id, 'outbound', 'sms', 'sent', from_address, to_address, 'Hello', 'twilio', sid, id, 1,
         now() - interval '12 min', now() - interval '2 min' FROM input`;

const ENDS = `
  SELECT count(*)::int AS ended, count(*) FILTER (WHERE right_end)::int AS right, count(*) FILTER (WHERE steps = 1)::int AS once
    FROM (
      SELECT m.status = t.status AS right_end,
             (SELECT count(*) FROM message_events e
               WHERE e.message_id = m.id AND e.type IN ('sent', 'delivered', 'failed', 'contradicted', 'no_news')) AS steps
        FROM unnest($1::uuid[], $2::text[]) AS t (id, status)
        JOIN messages m ON m.id = t.id AND m.status IN ('delivered', 'failed') AND m.due_at IS NULL) AS ends`;

describe(`messages whose callbacks were all lost (FAULT_SEED=${FAULT_SEED})`, () => {
  let system: RunningSystem;
  let list: TwilioList;
  const processors: AppProcess[] = [];
  const choices = new SeededChoices('status look-ups');

  beforeAll(async () => {
    list = await TwilioList.start();
    system = await RunningSystem.start();
  });
  afterAll(async () => {
    await Promise.all(processors.map((processor) => processor.kill()));
    await system?.stop();
    await list?.close();
  });

  async function lost(): Promise<Lost[]> {
    const sentAt = Date.now() - 12 * 60_000;
    const messages = Array.from({ length: MESSAGES }, (_, n): Lost => {
      const sid = `SM${String(n).padStart(32, '0')}`;
      const from = `+1555123${1_000 + (n % SENDERS)}`;
      const status = choices.of(0.05) ? 'failed' : 'delivered';
      list.add({
        ...{ sid, from, to: `+1555${2_000_000 + n}`, body: 'Hello', sentAt },
        ...{ status: status === 'failed' ? 'undelivered' : 'delivered' },
        errorCode: status === 'failed' ? 30003 : null,
      });
      return { messageId: newId(), sid, from, to: `+1555${2_000_000 + n}`, status };
    });
    const column = (name: keyof Lost) => messages.map((message) => message[name]);
    await system.database.pool.query(SENT, [
      column('messageId'),
      column('sid'),
      column('from'),
      column('to'),
    ]);
    return messages;
  }

  async function start(): Promise<AppProcess> {
    const database = new URL(system.database.url);
    const processor = await AppProcess.spawn('processor', {
      ...{ NODE_ENV: 'test', LOG_LEVEL: 'info', DATABASE_URL: database.href, REDIS_URL: system.redis.url },
      ...{ TWILIO_BASE_URL: list.url, PUBLIC_URL: system.url },
    });
    processors.push(processor);
    return processor.up();
  }

  /** Callbacks that come after all, in any order: a third of them. */
  async function tellLate(messages: Lost[]): Promise<void> {
    const late = messages.filter(() => choices.of(0.3));
    const next = late.values();
    await Promise.all(
      Array.from({ length: TELLERS }, async () => {
        for (const { messageId, sid, from, to, status } of next) {
          const entry = {
            ...{ provider: 'twilio' as const, messageId, providerMessageId: sid, from, to, body: 'Hello' },
            ...{
              takenAt: new Date(),
              callbackUrl: `${system.url}/api/v1/webhooks/twilio?message_id=${messageId}`,
            },
          };
          const end = status === 'failed' ? 'undelivered' : 'delivered';
          for (const told of choices.of(0.5) ? ['sent', end] : [end, 'sent'])
            await twilioReports(entry, told);
        }
      }),
    );
  }

  it(
    'come to the right end once, while processors die and callbacks come late, with few questions',
    async () => {
      const messages = await lost();
      const ends = async (): Promise<object> => {
        const values = [messages.map(({ messageId }) => messageId), messages.map(({ status }) => status)];
        return (await system.database.pool.query<object>(ENDS, values)).rows[0] as object;
      };
      const since = performance.now();
      await start();
      await start();
      const telling = tellLate(messages);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await eventually(() => expect(list.requests.length).toBeGreaterThanOrEqual(2 * kill), WITHIN_MS);
        await processors.shift()?.kill();
        // As if the time had passed for which it held what it had taken; the other one holds its own no longer either.
        await system.database.pool.query(
          "UPDATE messages SET due_at = now() WHERE status = 'sent' AND due_at IS NOT NULL",
        );
        await start();
      }
      await telling;
      const expected = { ended: MESSAGES, right: MESSAGES, once: MESSAGES };
      await eventually(async () => expect(await ends()).toEqual(expected), WITHIN_MS);
      const seconds = Math.round((performance.now() - since) / 1_000);
      process.stderr.write(`${MESSAGES} ended after ${seconds} s and ${list.requests.length} requests\n`);
      expect(list.requests.length).toBeLessThan(MAX_REQUESTS);
    },
    WITHIN_MS + 60_000,
  );
});
