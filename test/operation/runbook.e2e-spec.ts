import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { root } from '../../tools/src/services/paths.js';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RefusingProxy } from '../support/refusing-proxy.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const [, table = ''] = readFileSync(join(root, 'docs/runbook.md'), 'utf8').split(
  '## A message did not arrive',
);
const WITHIN_MS = 30_000;
const SMS_QUEUE = 'message_queue:sms';
const UNREACHABLE = '+15005553003';
const UNANSWERED = '+15005551408';
const INVALID = '+15005550001';

let twilio: RefusingProxy;
let receiver: WebhookReceiver;
let system: RunningSystem;
beforeAll(async () => {
  [twilio, receiver] = await Promise.all([RefusingProxy.start(), WebhookReceiver.start()]);
  system = await RunningSystem.start({
    TWILIO_BASE_URL: twilio.url,
    CALLBACK_RETRY_SECONDS: '60',
    PROVIDER_TIMEOUT_MS: '1000',
    SETTLE_SECONDS: '600',
    QUEUE_VISIBILITY_SECONDS: '1',
  });
  twilio.target = system.sandbox.url;
}, WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await Promise.all([twilio?.stop(), receiver?.stop()]);
});

interface Details {
  status: string;
  error: { code: string } | null;
  next: { text: string } | null;
  queue_entry: { state: string } | null;
  webhooks: { status: string; http_status: number | null }[];
}

const ask = async (path: string) =>
  (await request(system.url).get(`/api/v1/${path}`).expect(200)).body as unknown;

/** Asks the one question of the runbook, and expects words in its answer that the runbook has too. */
async function shows(id: string, status: string, word: string): Promise<void> {
  expect(table).toContain(word);
  await eventually(async () => {
    const {
      error,
      next,
      queue_entry: entry,
      webhooks,
      ...rest
    } = (await ask(`messages/${id}/details`)) as Details;
    expect([rest.status, JSON.stringify([error?.code, next?.text, entry?.state, webhooks])]).toEqual([
      status,
      expect.stringContaining(word),
    ]);
  }, WITHIN_MS);
}

describe('why a message did not arrive, as the runbook finds it', () => {
  it('no processor runs', async () => {
    const { id } = await send(system.url, { ...SMS, validity_seconds: 600 });
    await shows(id, 'pending', 'it waits in message_queue:sms, which is no processor');
    await system.startProcessor();
    await reaches(system.url, id, 'delivered', WITHIN_MS);
  });

  it('its queue is paused, and by whom', async () => {
    await system.admin.pause(SMS_QUEUE, { by: 'Jo' });
    const { id } = await send(system.url);
    await shows(id, 'pending', 'which is paused by');
    await system.admin.resume(SMS_QUEUE);
    await reaches(system.url, id, 'delivered', WITHIN_MS);
  });

  it.each([
    ['is down', { code: 20503, message: 'no', status: 503 }, 'is down since'],
    ['refuses our account', { code: 20003, message: 'no', status: 401 }, 'refuses our credentials'],
  ])('its provider %s', async (_, body, word) => {
    twilio.refusal = { status: body.status, body };
    const messages = Array.from({ length: 15 }, (__, n) => ({
      ...SMS,
      to: `+1555987${2_000 + n}`,
      priority: 'normal',
    }));
    await request(system.url).post('/api/v1/messages/batch').send({ messages }).expect(207);
    await eventually(
      async () => expect((await system.admin.stats(SMS_QUEUE)).held?.text).toMatch(/twilio/),
      WITHIN_MS,
    );
    const { id } = await send(system.url);
    await shows(id, 'pending', word);
    twilio.refusal = null;
    await reaches(system.url, id, 'delivered', WITHIN_MS);
  });

  it('its recipient has said STOP', async () => {
    const person = '+15557654321';
    await request(system.sandbox.url)
      .post('/sandbox/inbound')
      .send({ from: person, to: SMS.from, body: 'STOP' });
    await eventually(async () => {
      const found = await ask(`suppressions?address=${encodeURIComponent(person)}`);
      expect(JSON.stringify(found)).toContain('"stop"');
    }, WITHIN_MS);
    const { id } = await send(system.url, { ...SMS, to: person });
    await shows(id, 'failed', 'suppressed');
  });

  it('it is for later', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await shows(
      (await send(system.url, { ...SMS, send_at: at })).id,
      'scheduled',
      'it is queued at its time',
    );
  });

  it('nobody knows yet whether its provider took it', async () => {
    const { id } = await send(system.url, { ...SMS, to: UNANSWERED });
    await shows(id, 'sending', 'nobody knows yet whether');
  });

  it('its number is none', async () => {
    const { id } = await send(system.url, { ...SMS, to: INVALID });
    await shows(id, 'failed', '21211');
  });

  it('its provider could not deliver it', async () => {
    await shows((await send(system.url, { ...SMS, to: UNREACHABLE })).id, 'failed', '30003');
  });

  it('it waited too long', async () => {
    await system.admin.pause(SMS_QUEUE);
    const { id } = await send(system.url, { ...SMS, validity_seconds: 1 });
    await shows(id, 'failed', 'expired');
    await system.admin.resume(SMS_QUEUE);
  });

  it('its provider has told nothing yet', async () => {
    await request(system.sandbox.url).put('/sandbox/settings').send({ callback_loss: 1 });
    const { id } = await send(system.url, { ...SMS, to: '+15559870002' });
    await shows(id, 'sent', 'tells what became of it');
    await request(system.sandbox.url).put('/sandbox/settings').send({ callback_loss: 0 });
  });

  it('it arrived, and the webhook that tells of it points nowhere', async () => {
    const { body: endpoint } = await request(system.url)
      .post('/api/v1/webhook-endpoints')
      .send({ url: `${receiver.url}/nowhere`, events: ['message.delivered'] });
    receiver.secrets = [(endpoint as { secret: string }).secret];
    receiver.react = () => 500;
    const { id } = await send(system.url, { ...SMS, to: '+15559870003' });
    await shows(id, 'delivered', 'pending');
    await eventually(async () => {
      const { webhooks } = (await ask(`messages/${id}/details`)) as Details;
      expect(webhooks[0]).toMatchObject({ status: 'pending', http_status: 500 });
    }, WITHIN_MS);
  });

  it(
    'its queue entry was given up',
    async () => {
      // A row that cannot be changed, as after a mistake in a migration.
      await system.database.pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'it cannot be changed'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON messages FOR EACH ROW WHEN (OLD.body = 'cursed') EXECUTE FUNCTION refuse()`);
      const { id } = await send(system.url, { ...EMAIL, body: 'cursed' });
      await shows(id, 'pending', 'dead');
      await system.database.pool.query('DROP TRIGGER refuse ON messages');
      await system.admin.replayDead('message_queue:email', 'all');
      await reaches(system.url, id, 'delivered', WITHIN_MS);
    },
    3 * WITHIN_MS,
  );
});

describe('the questions of the runbook', () => {
  it('are all answered', async () => {
    const questions = [
      ...readFileSync(join(root, 'docs/runbook.md'), 'utf8').matchAll(/(?<=`|^)ask "?([\w/?=&.%-]+)/gm),
    ]
      .map(([, path]) => path as string)
      .filter((path) => !/[$:]|\.\.\./.test(path) && !path.endsWith('/'));
    expect(questions.length).toBeGreaterThan(10);
    for (const path of new Set(questions)) {
      const { status } = await request(system.url).get(`/api/v1/${path}`);
      expect([path, status]).toEqual([path, 200]);
    }
  });
});
