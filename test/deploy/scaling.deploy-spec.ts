import request from 'supertest';
import type { AppProcess } from '../faults/harness/app-process.js';
import { expectExactlyOnce } from '../faults/harness/expect-exactly-once.js';
import { aText, type Post } from '../faults/harness/load.js';
import { eventually } from '../support/eventually.js';
import { DeployedSystem } from './deployed-system.js';
import { LagScaler } from './lag-scaler.js';

/** Accepted within the second in which they are posted; each takes a tenth of a second at the provider. */
const BATCHES = 5;
const BATCH = 1_000;
const RULE = { lagCount: 500, maxReplicas: 4, pollingMs: 500, patience: 4 };
const DRAINED_WITHIN_MS = 150_000;

describe('processors by the lag of the queues', () => {
  let system: DeployedSystem;
  let api: AppProcess;
  let scaler: LagScaler | undefined;

  beforeAll(async () => {
    system = await DeployedSystem.start();
    api = await (await system.spawn('api')).up();
  }, 120_000);
  afterAll(async () => {
    await scaler?.stop();
    await system?.stop();
  });

  async function postBatch(number: number): Promise<[string, Post][]> {
    const messages = Array.from({ length: BATCH }, (_, index) => aText(number * BATCH + index));
    const { body } = await request(api.url).post('/api/v1/messages/batch').send({ messages });
    const { results } = body as { results: { status: number; message: { id: string } }[] };
    return results.map(({ status, message }, index) => {
      expect(status).toBe(201);
      return [message.id, messages[index] as Post];
    });
  }

  it('grow with a burst, lose none of it, and go back to one', async () => {
    const since = new Date(Date.now() - 1_000);
    scaler = new LagScaler(system, RULE, { SMS_BULK_CONCURRENCY: '20' });
    await eventually(() => expect(scaler?.processors.length).toBe(1), 60_000);
    const posted = await Promise.all(Array.from({ length: BATCHES }, (_, number) => postBatch(number)));
    const accepted = new Map(posted.flat());
    expect(accepted.size).toBe(BATCHES * BATCH);
    await expectExactlyOnce(
      system,
      { accepted, unanswered: 0, describe: () => `${accepted.size} in ${BATCHES} batches` },
      since,
      { withinMs: DRAINED_WITHIN_MS },
    );
    expect(scaler.most).toBe(RULE.maxReplicas);
    await eventually(() => expect(scaler?.processors.length).toBe(1), 90_000);
  }, 300_000);
});
