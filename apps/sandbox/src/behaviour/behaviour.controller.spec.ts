import request from 'supertest';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import { twilioClientAt } from '../../testing/twilio-client.js';
import type { RunningSandbox } from '../start-sandbox.js';

describe('PUT /sandbox/settings', () => {
  let sandbox: RunningSandbox;
  beforeEach(async () => {
    sandbox = await startSandboxForSpecs({ SANDBOX_SEED: '7' });
  });
  afterEach(() => sandbox.close());
  const put = (body: object) => request(sandbox.url).put('/sandbox/settings').send(body);
  const send = () =>
    twilioClientAt(sandbox.url).messages.create({ from: '+15551234567', to: '+15559876543', body: 'x' });

  const usual = { callback_loss: 0, callback_copies: 1, callback_shuffle: false };

  it('changes what is given and leaves the rest', async () => {
    await put({ latency_ms: 3 }).expect(200, {
      latency_ms: 3,
      error_rate: 0,
      callback_delay_ms: 0,
      ...usual,
    });
    await put({ callback_delay_ms: 9 }).expect(200);
    const { body } = await request(sandbox.url).get('/sandbox/settings').expect(200);
    expect(body).toEqual({ latency_ms: 3, error_rate: 0, callback_delay_ms: 9, ...usual });
  });

  it.each([{ latency_ms: -1 }, { error_rate: 1.1 }, { callback_delay_ms: 'soon' }, { latency: 1 }])(
    'refuses %j by name',
    async (body) => {
      const answer = await put(body).expect(400);
      expect(JSON.stringify(answer.body)).toContain(Object.keys(body)[0]);
    },
  );

  it('holds every answer back, errors too', async () => {
    await put({ latency_ms: 120 }).expect(200);
    const begin = performance.now();
    await send();
    await request(sandbox.url).get('/2010-04-01/Accounts/x/Messages.json').expect(401);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(238);
  });

  it('fails the given share of calls, taking nothing, the same ones with the same seed', async () => {
    await put({ error_rate: 0.5 }).expect(200);
    const results = [];
    for (let n = 0; n < 40; n += 1)
      results.push(
        await send().then(
          () => 201,
          (error: { status: number }) => error.status,
        ),
      );
    const failures = results.filter((status) => status === 500).length;
    expect(failures).toBeGreaterThan(8);
    expect(failures).toBeLessThan(32);
    const { body } = await request(sandbox.url).get('/messages');
    expect(body.total).toBe(40 - failures);

    const other = await startSandboxForSpecs({ SANDBOX_SEED: '7', SANDBOX_ERROR_RATE: '0.5' });
    const again = [];
    for (let n = 0; n < 40; n += 1) {
      const sending = twilioClientAt(other.url).messages.create({
        from: '+15551234567',
        to: '+15559876543',
        body: 'x',
      });
      again.push(
        await sending.then(
          () => 201,
          (error: { status: number }) => error.status,
        ),
      );
    }
    await other.close();
    expect(again).toEqual(results);
  });
});
