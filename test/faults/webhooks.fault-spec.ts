import { SANDBOX_CREDENTIALS } from '#config';
import { setTimeout as delay } from 'node:timers/promises';
import request from 'supertest';
import { send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { AppProcess } from './harness/app-process.js';
import { SeededChoices, FAULT_SEED } from './harness/seeded-choices.js';

const MESSAGES = 240;
const KILLS = 10;
const SCENARIO_MS = 240_000;
const BOTH = ['message.sent', 'message.delivered'];
/** Short times, so that what a dead processor held is taken over within seconds; few slots, so that there is a backlog. */
const SHORT_TIMES = {
  PROVIDER_TIMEOUT_MS: '1000',
  CLAIM_LEASE_SECONDS: '2',
  SETTLE_SECONDS: '1',
  MAX_RETRIES: '12',
  QUEUE_VISIBILITY_SECONDS: '2',
  CALLBACK_TIMEOUT_MS: '500',
  CALLBACK_RETRY_SECONDS: '1',
  CALLBACK_CONCURRENCY: '8',
  CALLBACK_ENDPOINT_CONCURRENCY: '8',
};

describe(`webhooks under faults (FAULT_SEED=${FAULT_SEED})`, () => {
  let system: RunningSystem;
  let receiver: WebhookReceiver;
  const processors: AppProcess[] = [];

  beforeAll(async () => {
    [system, receiver] = await Promise.all([RunningSystem.start(SHORT_TIMES), WebhookReceiver.start()]);
    const variables = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      DATABASE_URL: system.database.url,
      REDIS_URL: system.redis.url,
      TWILIO_BASE_URL: system.sandbox.url,
      SENDGRID_BASE_URL: system.sandbox.url,
      PUBLIC_URL: system.url,
      ALLOW_PRIVATE_NETWORKS: 'true',
      RETRY_DELAY_SECONDS: '0',
      ...SHORT_TIMES,
    };
    for (let count = 0; count < 2; count += 1)
      processors.push(await AppProcess.spawn('processor', variables));
    await Promise.all(processors.map((each) => each.up()));
    const endpoint = await request(system.url)
      .post('/api/v1/webhook-endpoints')
      .send({ url: `${receiver.url}/endpoint`, events: [...BOTH, 'message.failed'] })
      .expect(201);
    receiver.secrets = [endpoint.body.secret as string, SANDBOX_CREDENTIALS.webhookSigningSecret];
  }, SCENARIO_MS);

  afterAll(async () => {
    await Promise.all(processors.map((each) => each.kill()));
    await system?.stop();
    await receiver?.stop();
  });

  /** The calls about a message to one of its two receivers, each run of equal ones as one. */
  function told(messageId: string, path: string): string[] {
    const types = receiver.received
      .filter((webhook) => webhook.path === path && webhook.data.id === messageId)
      .map(({ type }) => type);
    return types.filter((type, index) => type !== types[index - 1]);
  }

  async function accept(choices: SeededChoices, count: number, pauseMs: number): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const to = `+1555${String(2_000_000 + number)}`;
      const { id } = await send(system.url, { ...SMS, to, callback_url: `${receiver.url}/own` });
      ids.push(id);
      await delay(choices.between(0, pauseMs));
    }
    return ids;
  }

  async function expectAllTold(ids: string[]): Promise<void> {
    await eventually(async () => {
      const { rows } = await system.database.pool.query(
        'SELECT status, count(*)::int FROM callbacks WHERE message_id = ANY ($1::uuid[]) GROUP BY status',
        [ids],
      );
      expect(rows).toEqual([{ status: 'delivered', count: ids.length * BOTH.length * 2 }]);
    }, 120_000);
    for (const id of ids)
      for (const path of ['/endpoint', '/own']) expect([id, path, told(id, path)]).toEqual([id, path, BOTH]);
    expect(receiver.forged).toEqual([]);
  }

  it(
    'SIGKILL of a processor at any moment loses none, and none comes before its predecessor',
    async () => {
      const choices = new SeededChoices('webhooks and SIGKILL');
      // Some answers take long, so that processors die with calls under way; some are refusals.
      receiver.react = () => {
        if (choices.of(0.05)) return 500;
        const ms = choices.of(0.1) ? 300 : choices.between(0, 60);
        return (response) => setTimeout(() => response.writeHead(204).end(), ms);
      };
      const accepting = accept(choices, MESSAGES, 80);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await delay(choices.between(100, 1_200));
        const index = choices.between(0, 1);
        const victim = processors[index] as AppProcess;
        await victim.kill();
        processors[index] = await victim.successor();
        if (choices.of(0.5)) await (processors[index] as AppProcess).up();
      }
      await expectAllTold(await accepting);
      const calls = receiver.received.length;
      const events = MESSAGES * BOTH.length * 2;
      process.stdout.write(`${KILLS} kills, ${events} events, ${calls} calls\n`);
    },
    SCENARIO_MS,
  );

  it(
    'a Redis that loses everything loses none',
    async () => {
      const choices = new SeededChoices('webhooks and Redis');
      receiver.react = () => (response) => setTimeout(() => response.writeHead(204).end(), 50);
      const accepting = accept(choices, 80, 40);
      for (let loss = 0; loss < 4; loss += 1) {
        await delay(choices.between(300, 900));
        await system.redis.redis.flushall();
      }
      await expectAllTold(await accepting);
    },
    SCENARIO_MS,
  );
});
