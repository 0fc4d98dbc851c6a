import { Webhook } from 'standardwebhooks';
import { SANDBOX_CREDENTIALS } from '#config';
import { CallbackReceiver } from '../../testing/callback-receiver.js';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import type { RunningSandbox } from '../start-sandbox.js';

const webhook = new Webhook(SANDBOX_CREDENTIALS.httpProviderSecret);

let sandbox: RunningSandbox;
let receiver: CallbackReceiver;
beforeAll(async () => {
  [sandbox, receiver] = await Promise.all([startSandboxForSpecs(), CallbackReceiver.start()]);
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const message = (changes: object = {}) => ({
  ...{ id: 'id-1', channel: 'sms', from: '+15551234567', to: '+15559876543', body: 'Hi', attachments: [] },
  ...changes,
});

async function call(
  method: string,
  path: string,
  body = '',
  key = 'id-1',
  signer = webhook,
  at = new Date(),
) {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    'webhook-id': key,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signer.sign(key, at, body),
  };
  const response = await fetch(`${sandbox.url}/http/messages${path}`, {
    method,
    headers,
    ...(body && { body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const post = (changes: object, key?: string) =>
  call('POST', '', JSON.stringify({ type: 'message.send', message: message(changes) }), key);

describe("the sandbox's HTTP provider", () => {
  it('takes a message once, tells of it, and can be asked for it', async () => {
    const callback_url = `${receiver.url}/callback`;
    const first = await post({ callback_url });
    expect(first).toMatchObject({ status: 202, body: { id: expect.stringMatching(/^http-/) as string } });
    expect(await post({ callback_url })).toEqual(first);
    expect(await call('GET', '/id-1')).toEqual({ status: 200, body: first.body });
    expect(await call('GET', '/id-2')).toEqual({ status: 404, body: { id: null } });
    await receiver.until((received) => received.length === 2);
    const events = receiver.received.map(({ headers, body }) =>
      webhook.verify(body, headers as Record<string, string>),
    );
    expect(events).toMatchObject([
      { type: 'message.sent', data: { message_id: 'id-1', id: first.body.id } },
      { type: 'message.delivered', data: { message_id: 'id-1' } },
    ]);
  });

  it('takes what failed once more', async () => {
    const changes = { id: 'id-3', to: '+15005553005', callback_url: `${receiver.url}/failing` };
    const first = await post(changes, 'id-3');
    await receiver.until((received) => received.some(({ body }) => body.includes('message.failed')));
    const second = await post(changes, 'id-3');
    expect([second.status, second.body.id === first.body.id]).toEqual([202, false]);
  });

  it('refuses what is not signed, or was signed long ago', async () => {
    const other = new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`);
    expect(await call('GET', '/id-1', '', 'id-1', other)).toMatchObject({
      status: 401,
      body: { code: 'not_signed' },
    });
    const old = new Date(Date.now() - 400_000);
    expect(await call('GET', '/id-1', '', 'id-1', webhook, old)).toMatchObject({ status: 401 });
  });

  it.each([
    [{ channel: 'fax' }, 422, { kind: 'permanent', code: 'invalid_message' }],
    [{ id: 'another' }, 422, { kind: 'permanent', code: 'invalid_message' }],
    [{ to: '+15005550001' }, 422, { kind: 'permanent', code: 'no_such_recipient' }],
    [{ to: '+15005550002' }, 422, { kind: 'elsewhere', code: 'no_route' }],
    [{ channel: 'email', to: 'A <opted-out@simulator.sendstream.test>' }, 422, { opted_out: true }],
    [{ to: '+15005550402' }, 402, { kind: 'account' }],
    [{ to: '+15005550429' }, 429, { kind: 'limit' }],
    [{ to: '+15005550503' }, 503, { kind: 'temporary' }],
  ])('refuses %j with %d', async (changes, status, problem) => {
    expect(await post({ id: 'id-9', ...changes }, 'id-9')).toMatchObject({ status, body: problem });
  });
});
