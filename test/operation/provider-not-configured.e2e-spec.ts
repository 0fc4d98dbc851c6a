import { randomBytes } from 'node:crypto';
import request from 'supertest';
import { EMAIL, get, MMS, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const LACK = 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN';
const secret = () => randomBytes(24).toString('base64');

/** A production that sends mail alone: there the sandbox's accounts are no defaults. */
const MAIL_ALONE = {
  NODE_ENV: 'production',
  API_KEYS_REQUIRED: 'false',
  TWILIO_BASE_URL: '',
  SENDGRID_BASE_URL: '',
  SES_BASE_URL: '',
  VONAGE_BASE_URL: '',
  HTTP_PROVIDER_URL: '',
  SENDGRID_API_KEY: `SG.${secret()}`,
  WEBHOOK_SIGNING_SECRET: `whsec_${secret()}`,
  UNSUBSCRIBE_SECRET: secret(),
};

let system: RunningSystem;
let url: string;
beforeAll(async () => {
  system = await RunningSystem.start();
  url = await system.startApi(MAIL_ALONE);
});
afterAll(() => system.stop());

describe('without an account at Twilio', () => {
  const fault = (type: string) => ({
    field: 'type',
    reason: `"${type}" is not sent here: twilio is not configured (${LACK})`,
  });

  it.each([
    ['/api/v1/messages/send', SMS],
    ['/api/v1/messages/send', MMS],
    ['/api/v1/messages/preview', SMS],
    ['/api/messages/sms', { ...SMS, attachments: null, timestamp: '2026-01-31T12:00:00Z' }],
  ])('%s refuses a text with words', async (path, body) => {
    const { body: problem } = await request(url).post(path).send(body).expect(422);
    expect(problem).toMatchObject({ errors: [fault(body.type)] });
  });

  it('a batch refuses its texts and takes its mails, and a conversation may be opened', async () => {
    const { body } = await request(url)
      .post('/api/v1/messages/batch')
      .send({ messages: [SMS, EMAIL] })
      .expect(207);
    expect(body).toMatchObject({ results: [{ status: 422, errors: [fault('sms')] }, { status: 201 }] });
    const thread = {
      type: 'thread',
      channel_type: 'sms',
      participant_from: SMS.from,
      participant_to: SMS.to,
    };
    const opened = await request(url).post('/api/v1/conversations').send(thread);
    expect(opened.status).toBe(201);
  });

  it('what Twilio calls is answered 404, and what it told before can be read', async () => {
    for (const path of ['twilio', 'generic/twilio']) {
      const { body } = await request(url).post(`/api/v1/webhooks/${path}`).type('form').send({}).expect(404);
      expect(body).toMatchObject({ detail: 'twilio is not configured here.' });
    }
    await request(url).get('/api/v1/webhooks/status/twilio').expect(200);
  });

  it('it is no dependency, and makes nothing degraded', async () => {
    const { body } = await request(url).get('/ready').expect(200);
    expect(Object.keys((body as { checks: object }).checks)).not.toContain('provider_twilio');
    expect(body).toMatchObject({ status: 'ready' });
  });
});

describe('texts that were accepted before', () => {
  it('are held by a processor without the account, and go out by one that has it', async () => {
    // The mail of the batch above must not be sent to the real SendGrid.
    await system.database.pool.query('DELETE FROM messages');
    await system.redis.redis.flushall();
    const { id } = await send(system.url);
    const later = await send(system.url, {
      ...SMS,
      body: 'later',
      send_at: new Date(Date.now() + 1_500).toISOString(),
    });
    const processor = await system.startProcessor({ ...MAIL_ALONE, EMAIL_CONCURRENCY: '1' });
    await eventually(async () => {
      const { held } = await system.admin.stats('message_queue:sms');
      expect(held?.text).toBe(`twilio is not configured (set ${LACK})`);
    });
    await eventually(async () => expect((await get(system.url, later.id)).status).toBe('pending'));
    // Claimed for a moment by the trial now and then.
    await eventually(async () => expect(['pending', 'retry']).toContain((await get(system.url, id)).status));
    await processor.close();
    system.processors.pop();

    await system.startProcessor();
    await Promise.all([id, later.id].map((each) => reaches(system.url, each, 'delivered', 20_000)));
  });
});
