import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Outbox } from '#messaging';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { AppProcess } from './harness/app-process.js';
import { SeededChoices, FAULT_SEED, LONG } from './harness/seeded-choices.js';
import { type StatusReport, ReportingProvider } from './harness/reporting-provider.js';

const AWAY_MS = LONG ? 20_000 : 2_500;
const KILLS = LONG ? 12 : 2;
/** Messages of ours to tell of, for each fault. */
const MESSAGES = LONG ? 400 : 40;
const PAUSE_MS = 15;
/** What was under way when a store went away may still be answered by it. */
const SETTLED_MS = 1_000;
const WITHIN_MS = 60_000;
const SCENARIO_MS = 240_000;
const OURS = '+15551234567';
const SHORT_TIMES = { QUEUE_VISIBILITY_SECONDS: '2', CLAIM_LEASE_SECONDS: '10' };

/** Transactions that have stored a callback and wait for what its effect needs; and stored callbacks without effect. */
const BETWEEN = `
  SELECT (SELECT count(*)::int FROM pg_locks l
           WHERE NOT l.granted AND l.relation = 'messages'::regclass
             AND EXISTS (SELECT 1 FROM pg_locks w WHERE w.pid = l.pid AND w.mode = 'RowExclusiveLock'
                                                    AND w.relation = 'webhook_events'::regclass)) AS inline,
         (SELECT count(*)::int FROM webhook_events WHERE applied_at IS NULL) AS queued`;

const TAKEN = `
  SELECT count(*)::int AS told, count(w.id)::int AS stored, count(w.applied_at)::int AS applied
    FROM unnest($1::text[]) AS t (event_id)
    LEFT JOIN webhook_events w ON w.provider = 'twilio' AND w.event_id = t.event_id`;

const TEXTS = `
  SELECT count(*)::int AS told, count(m.id)::int AS messages, count(DISTINCT m.provider_message_id)::int AS once,
         sum((SELECT count(*) FROM message_events e WHERE e.message_id = m.id AND e.type = 'received'))::int AS received
    FROM unnest($1::text[]) AS t (sid)
    LEFT JOIN messages m ON m.provider_message_id = t.sid AND m.direction = 'inbound'`;

const OUTCOMES = `
  SELECT m.provider_message_id AS sid, m.status,
         (SELECT array_agg(e.type ORDER BY e.type) FROM message_events e
           WHERE e.message_id = m.id AND e.type IN ('sent', 'failed')) AS steps,
         (SELECT count(*)::int FROM message_events e WHERE e.message_id = m.id AND e.type = 'delivered') AS delivered
    FROM messages m WHERE m.provider_message_id = ANY ($1) AND m.direction = 'outbound'`;

interface Outcome {
  sid: string;
  status: string;
  steps: string[];
  delivered: number;
}

describe(`provider events under faults (FAULT_SEED=${FAULT_SEED})`, () => {
  let system: RunningSystem;
  /** One applies callbacks as it takes them, one leaves that to the processor. */
  let apis: AppProcess[] = [];
  let processor: AppProcess;

  beforeAll(async () => {
    system = await RunningSystem.start({ ...SHORT_TIMES, SANDBOX_CALLBACK_DELAY_MS: '3600000' });
    const database = new URL(system.database.url);
    database.host = `127.0.0.1:${system.databaseProxy.port}`;
    const variables = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      DATABASE_URL: database.href,
      REDIS_URL: system.redis.url,
      TWILIO_BASE_URL: system.sandbox.url,
      PUBLIC_URL: system.url,
      RATE_LIMIT_REQUESTS: '0',
      ...SHORT_TIMES,
    };
    apis = await Promise.all(
      ['inline', 'queue'].map((mode) => AppProcess.spawn('api', { ...variables, WEBHOOK_MODE: mode })),
    );
    processor = await AppProcess.spawn('processor', variables);
    await Promise.all([...apis, processor].map((each) => each.up()));
  }, SCENARIO_MS);
  afterAll(async () => {
    await Promise.all([...apis, processor].map((each) => each?.kill()));
    await system?.stop();
  });

  /** Sends messages; answers the sids the provider gave them. */
  async function sent(choices: SeededChoices): Promise<string[]> {
    const drafts = Array.from({ length: MESSAGES }, () => ({
      type: 'sms' as const,
      from: OURS,
      to: `+1555${choices.between(2_000_000, 2_999_999)}`,
      body: 'Your code is 123456',
      subject: null,
      html: null,
      attachments: [],
      metadata: {},
    }));
    const { messages } = await system.api.get(Outbox, { strict: false }).acceptAll(drafts, null);
    let sids: string[] = [];
    await eventually(async () => {
      const { rows } = await system.database.pool.query<{ sid: string }>(
        "SELECT provider_message_id AS sid FROM messages WHERE id = ANY ($1) AND status = 'sent'",
        [messages.map(({ id }) => id)],
      );
      expect(rows).toHaveLength(MESSAGES);
      sids = rows.map(({ sid }) => sid);
    }, WITHIN_MS);
    return sids;
  }

  /** What became of these messages, in any order, and texts of fifty people in between. */
  function newsOf(sids: string[], choices: SeededChoices): () => StatusReport {
    const reports = sids.flatMap((sid) => {
      const statuses = choices.of(0.3) ? ['sent', 'delivered', 'undelivered'] : ['sent', 'delivered'];
      return statuses.map((status) => ({ sid, status, rank: choices.between(0, 20) }));
    });
    const inOrder = reports.map((report, index) => ({ ...report, rank: report.rank + index }));
    inOrder.sort((one, other) => one.rank - other.rank);
    let number = 0;
    return (): StatusReport => {
      const report = number++ % 2 === 0 ? inOrder.shift() : undefined;
      if (report)
        return { MessageSid: report.sid, MessageStatus: report.status, From: OURS, To: '+15550000001' };
      const MessageSid = `SM${randomUUID().replaceAll('-', '')}`;
      const From = `+1555${7_000_000 + (number % 50)}`;
      return { MessageSid, SmsStatus: 'received', From, To: OURS, Body: `number ${number}`, NumMedia: '0' };
    };
  }

  /** Everything of the ledger is one row, and each row has had its effect once. */
  async function expectOnce(taken: StatusReport[]): Promise<void> {
    const { pool } = system.database;
    const eventOf = ({ MessageSid, MessageStatus, SmsStatus }: StatusReport) =>
      `${MessageSid}:${MessageStatus ?? SmsStatus}`;
    const events = [...new Set(taken.map(eventOf))];
    // What lost its queue entry is found when it is due; the short form does not wait until then.
    if (!LONG) await pool.query('UPDATE webhook_events SET due_at = now() WHERE applied_at IS NULL');
    await eventually(async () => {
      const { rows } = await pool.query(TAKEN, [events]);
      expect(rows).toEqual([{ told: events.length, stored: events.length, applied: events.length }]);
    }, WITHIN_MS);

    const texts = [
      ...new Set(taken.filter(({ SmsStatus }) => SmsStatus).map(({ MessageSid }) => MessageSid)),
    ];
    const all = texts.length;
    const { rows } = await pool.query(TEXTS, [texts]);
    expect(rows).toEqual([{ told: all, messages: all, once: all, received: all }]);
    const unread = await pool.query<{ same: boolean }>(
      `SELECT (SELECT sum(unread_count) FROM conversations)
            = (SELECT count(*) FROM messages WHERE direction = 'inbound') AS same`,
    );
    expect(unread.rows).toEqual([{ same: true }]);

    const told = new Map<string, string[]>();
    for (const { MessageSid, MessageStatus } of taken)
      if (MessageStatus) told.set(MessageSid, [...(told.get(MessageSid) ?? []), MessageStatus]);
    const outcomes = await pool.query<Outcome>(OUTCOMES, [[...told.keys()]]);
    expect(outcomes.rowCount).toBe(told.size);
    for (const { sid, status, steps, delivered } of outcomes.rows) {
      const statuses = told.get(sid) as string[];
      // Of two ends that are told the first stands.
      const both = [
        statuses.includes('delivered') && 'delivered',
        statuses.includes('undelivered') && 'failed',
      ];
      const ends = both.filter((end) => end !== false);
      expect(ends.length > 0 ? ends : ['sent']).toContain(status);
      expect([sid, steps]).toEqual([sid, status === 'failed' ? ['failed', 'sent'] : ['sent']]);
      expect([sid, delivered]).toEqual([sid, status === 'delivered' ? 1 : 0]);
    }
  }

  /** A provider tells before, during and after what goes wrong; `inject` answers since when and until when it was so. */
  async function survives(
    name: string,
    inject: (choices: SeededChoices) => Promise<[number, number] | null>,
  ) {
    const choices = new SeededChoices(`inbound webhooks: ${name}`);
    const started = performance.now();
    const provider = new ReportingProvider(system.url, () => apis.map(({ url }) => url), choices, WITHIN_MS);
    try {
      provider.start(newsOf(await sent(choices), choices), PAUSE_MS);
      await eventually(() => expect(provider.taken.length).toBeGreaterThan(10), WITHIN_MS);
      const period = await inject(choices);
      const before = provider.taken.length;
      await eventually(() => expect(provider.taken.length).toBeGreaterThan(before + 10), WITHIN_MS);
      await provider.stop();
      await expectOnce(provider.taken);
      // Nothing but "taken", "send it again", and no answer.
      expect(provider.answers.filter(({ status }) => ![0, 200, 503].includes(status))).toEqual([]);
      return { provider, period };
    } catch (error) {
      const log = [...apis, processor].map((each) => each.log).join('\n');
      throw new Error(`${(error as Error).message}\n${log}`, { cause: error });
    } finally {
      await provider.stop().catch(() => undefined);
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      const line = `${name}: ${provider.taken.length} taken, answers ${provider.describe()}, ${seconds} s`;
      process.stderr.write(`FAULT_SEED=${FAULT_SEED} ${line}\n`);
    }
  }

  /** Kills them while callbacks are stored and their effect is not there yet, whichever way they are applied. */
  async function killBetweenRowAndEffect(victims: () => AppProcess[]): Promise<void> {
    const holder = await system.database.pool.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE messages IN EXCLUSIVE MODE');
      await eventually(async () => {
        const { rows } = await holder.query<{ inline: number; queued: number }>(BETWEEN);
        expect(Math.min(rows[0]?.inline ?? 0, rows[0]?.queued ?? 0)).toBeGreaterThan(0);
      }, 20_000);
      await Promise.all(victims().map((victim) => victim.kill()));
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  }

  async function replace(): Promise<void> {
    const successor = async (each: AppProcess) => (each.running ? each : each.successor());
    apis = await Promise.all(apis.map(successor));
    processor = await successor(processor);
    await Promise.all([...apis, processor].map((each) => each.up()));
  }

  it(
    'SIGKILL of the api between row and effect',
    async () => {
      await survives('SIGKILL between row and effect', async (choices) => {
        for (let kill = 0; kill < KILLS; kill += 1) {
          // Every other time the processor dies with one of them: it has the effects of stored ones in hand.
          await killBetweenRowAndEffect(() => (kill % 2 === 0 ? apis : [choices.pick(apis), processor]));
          await replace();
          await delay(choices.between(50, 300));
        }
        return null;
      });
    },
    SCENARIO_MS,
  );

  it(
    'PostgreSQL away: they are taken all the same',
    async () => {
      const { provider, period } = await survives('PostgreSQL away', async () => {
        system.databaseProxy.cut();
        const since = performance.now();
        await delay(AWAY_MS);
        const until = performance.now();
        system.databaseProxy.restore();
        return [since + SETTLED_MS, until];
      });
      expect(provider.count(200, ...(period as [number, number]))).toBeGreaterThan(20);
    },
    SCENARIO_MS,
  );

  it(
    'Redis away: they are taken all the same',
    async () => {
      const { provider, period } = await survives('Redis away', async () => {
        await system.redis.down();
        const since = performance.now();
        await delay(AWAY_MS);
        const until = performance.now();
        await system.redis.up();
        return [since + SETTLED_MS, until];
      });
      expect(provider.count(200, ...(period as [number, number]))).toBeGreaterThan(20);
    },
    SCENARIO_MS,
  );

  it(
    'both away: none is taken, and they come again',
    async () => {
      const { provider, period } = await survives('both away', async () => {
        // In this order: what went to a Redis that keeps nothing would be lost with it.
        await system.redis.down();
        system.databaseProxy.cut();
        const since = performance.now();
        await delay(AWAY_MS);
        const until = performance.now();
        await system.redis.up();
        system.databaseProxy.restore();
        return [since + SETTLED_MS, until];
      });
      const [since, until] = period as [number, number];
      expect(provider.count(200, since, until)).toBe(0);
      expect(provider.count(503, since, until)).toBeGreaterThan(20);
    },
    SCENARIO_MS,
  );
});
