import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import { copiedDatabase } from '../support/copied-database.js';
import { reaches, send, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';
import { sendstream } from '../support/sendstream-command.js';
import type { TestDatabase } from '../support/test-database.js';

const SETTLE = { SETTLE_SECONDS: '1', PROVIDER_TIMEOUT_MS: '2000' };
const PATIENCE_MS = 60_000;

let system: RunningSystem;
let restored: TestDatabase | undefined;
beforeAll(async () => {
  system = await RunningSystem.start(SETTLE);
});
afterAll(async () => {
  await system?.stop();
  await restored?.drop();
});

/** How many messages to this number the provider has. */
async function sentTo(to: string): Promise<number> {
  const { twilioAccountSid: sid, twilioAuthToken: token } = SANDBOX_CREDENTIALS;
  const { body } = await request(system.sandbox.url)
    .get(`/2010-04-01/Accounts/${sid}/Messages.json`)
    .auth(sid, token)
    .query({ To: to })
    .expect(200);
  return (body as { messages: object[] }).messages.length;
}

it('an older dump is restored and Redis is lost: nothing that is with a provider is sent again, and what is not is sent', async () => {
  const [known, since, never, later] = [1, 2, 3, 4].map((last) => `+1555449000${last}`) as [
    string,
    string,
    string,
    string,
  ];
  const processor = await system.startProcessor();
  const keyed = (url: string) =>
    request(url)
      .post('/api/v1/messages/send')
      .set('Idempotency-Key', 'known')
      .send({ ...SMS, to: known });
  const first = (await keyed(system.url).expect(201)).body as { id: string };
  await reaches(system.url, first.id, 'delivered');

  // Of what waits when it is dumped one is sent afterwards, and one is not.
  await system.admin.pause('message_queue:sms');
  const [sent, waiting] = [
    await send(system.url, { ...SMS, to: since }),
    await send(system.url, { ...SMS, to: never }),
  ];
  const scheduled = await send(system.url, {
    ...SMS,
    to: later,
    send_at: new Date(Date.now() + 3_600_000).toISOString(),
  });
  restored = await copiedDatabase(system.database.pool);
  await request(system.url).post(`/api/v1/messages/${waiting.id}/cancel`).expect(200);
  await system.admin.resume('message_queue:sms');
  await reaches(system.url, sent.id, 'delivered', PATIENCE_MS);

  // It goes on with what the dump knows, and an empty Redis.
  await processor.close();
  system.processors.length = 0;
  await system.redis.redis.flushall();
  const stores = { DATABASE_URL: restored.url };
  const { status, stdout } = await sendstream(['after-restore'], stores);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: '2 messages will be looked up before they are sent.\n',
  });
  const url = await system.startApi(stores);
  await system.startProcessor(stores);
  await reaches(url, sent.id, 'sent', PATIENCE_MS);
  await reaches(url, waiting.id, 'sent', PATIENCE_MS);
  expect((await keyed(url).expect(201)).body).toMatchObject({ id: first.id });
  expect(await Promise.all([known, since, never, later].map(sentTo))).toEqual([1, 1, 1, 0]);
  await reaches(url, scheduled.id, 'scheduled');
});
