import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import { twilioClientAt } from '../../testing/twilio-client.js';
import type { RunningSandbox } from '../start-sandbox.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('GET /messages', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandboxForSpecs();
    const client = twilioClientAt(sandbox.url);
    await client.messages.create({
      from: '+15551234567',
      to: '+15559876543',
      body: '<script>alert("1")</script>',
    });
    await client.messages.create({ from: '+15551234567', to: '+15557654321', body: 'second' });
  });
  afterAll(() => sandbox.close());
  const get = (path: string, accept = 'application/json') =>
    request(sandbox.url).get(path).set('Accept', accept);

  it('gives programs JSON, newest first, by recipient and up to a limit', async () => {
    const { body } = await get('/messages', '*/*').expect(200);
    expect(body.total).toBe(2);
    expect(body.messages[0]).toMatchObject({
      provider: 'twilio',
      channel: 'sms',
      body: 'second',
      to: '+15557654321',
    });
    const limited = await get('/messages?limit=1').expect(200);
    expect(limited.body).toMatchObject({ total: 2, messages: [{ body: 'second' }] });
    const filtered = await get('/messages?to=%2B15559876543').expect(200);
    expect(filtered.body).toMatchObject({ total: 1, messages: [{ to: '+15559876543' }] });
    await get('/messages?limit=0').expect(400);
    const searched = await get('/messages?search=SECOND%207654321');
    expect(searched.body).toMatchObject({ total: 1, messages: [{ body: 'second', direction: 'outbound' }] });
  });

  it('gives browsers a page that runs nothing that was sent to it', async () => {
    await request(sandbox.url).get('/').expect(302).expect('Location', '/messages');
    const { text, headers } = await get('/messages', BROWSER).expect(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('+15005553003');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  it('shows no credential', async () => {
    const page = await get('/messages', BROWSER);
    const json = await get('/messages');
    for (const secret of [SANDBOX_CREDENTIALS.twilioAuthToken, SANDBOX_CREDENTIALS.sendgridApiKey]) {
      expect(page.text + json.text).not.toContain(secret);
    }
  });

  it('is empty after DELETE', async () => {
    await request(sandbox.url).delete('/messages').expect(204);
    const { body } = await get('/messages').expect(200);
    expect(body).toEqual({ messages: [], total: 0 });
  });

  it('lives', () => get('/health').expect(200, { status: 'healthy' }));
});
