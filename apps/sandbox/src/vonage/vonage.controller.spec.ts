import { createHash, createHmac, createPrivateKey, sign } from 'node:crypto';
import { verifySignature } from '@vonage/jwt';
import { SANDBOX_CREDENTIALS } from '#config';
import { CallbackReceiver } from '../../testing/callback-receiver.js';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import type { RunningSandbox } from '../start-sandbox.js';

let sandbox: RunningSandbox;
let receiver: CallbackReceiver;
beforeAll(async () => {
  [sandbox, receiver] = await Promise.all([startSandboxForSpecs(), CallbackReceiver.start()]);
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const KEY = createPrivateKey({
  key: Buffer.from(SANDBOX_CREDENTIALS.vonagePrivateKey, 'base64'),
  ...{ format: 'der', type: 'pkcs8' },
});
const seconds = () => Math.floor(Date.now() / 1_000);

function token(claims: object = {}): string {
  const all = { application_id: SANDBOX_CREDENTIALS.vonageApplicationId, exp: seconds() + 60, ...claims };
  const signed = [{ alg: 'RS256' }, all]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), KEY).toString('base64url')}`;
}

const TEXT = { channel: 'sms', message_type: 'text', from: '15551234567', to: '15559876543', text: 'Hi' };

async function post(message: object, bearer = token()) {
  const response = await fetch(`${sandbox.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify(message),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

describe("the sandbox's Vonage", () => {
  it('takes a text, and posts its statuses with a JWT that covers them', async () => {
    const { status, body } = await post({
      ...TEXT,
      client_ref: 'ref-1',
      webhook_url: `${receiver.url}/status`,
    });
    expect(status).toBe(202);
    await receiver.until((received) => received.length === 2);
    const events = receiver.received.map(({ body: text }) => JSON.parse(text) as Record<string, unknown>);
    expect(events).toMatchObject([
      { message_uuid: body.message_uuid, client_ref: 'ref-1', status: 'submitted', to: '15559876543' },
      { message_uuid: body.message_uuid, client_ref: 'ref-1', status: 'delivered', from: '15551234567' },
    ]);
    for (const { headers, body: text } of receiver.received) {
      const jwt = headers.authorization?.replace('Bearer ', '') ?? '';
      expect(verifySignature(jwt, SANDBOX_CREDENTIALS.vonageSignatureSecret)).toBe(true);
      const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as object;
      expect(claims).toMatchObject({ payload_hash: createHash('sha256').update(text).digest('hex') });
    }
  });

  it.each([
    ['has ended', token({ exp: seconds() - 1 })],
    ['is of another application', token({ application_id: 'x' })],
    [
      'is signed otherwise',
      token().replace(/[^.]+$/, createHmac('sha256', 'x').update('x').digest('base64url')),
    ],
    ['is none', 'x'],
  ])('refuses a token that %s', async (_, bearer) => {
    const { status, body } = await post(TEXT, bearer);
    expect([status, body.type]).toEqual([401, expect.stringMatching(/#unauthorized$/)]);
  });

  it.each([
    [{ channel: 'fax' }, 422, '1400'],
    [{ from: '+15551234567' }, 422, '1420'],
    [{ to: '+15559876543' }, 422, '1430'],
    [{ text: '' }, 422, '1020'],
    [{ text: 'x'.repeat(3_201) }, 422, '1020'],
    [{ message_type: 'image' }, 422, '1440'],
    [{ client_ref: 'x'.repeat(101) }, 422, '1450'],
    [{ ttl: 19 }, 422, '1020'],
    [{ to: '15005550001' }, 422, '1430'],
    [{ to: '15005550402' }, 402, 'low-balance'],
    [{ to: '15005550429' }, 429, 'throttled'],
    [{ to: '15005550500' }, 500, 'internal-error'],
    [{ from: '15005550007' }, 422, '1420'],
  ])('refuses %j with %d, error %s', async (changes, status, code) => {
    const answer = await post({ ...TEXT, ...changes });
    expect(answer).toMatchObject({
      status,
      body: { type: expect.stringMatching(new RegExp(`#${code}$`)) as string },
    });
    if (status === 429) expect(answer.headers.get('retry-after')).toBe('2');
  });
});
