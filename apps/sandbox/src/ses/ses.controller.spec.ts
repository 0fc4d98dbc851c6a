import { createHash, createHmac, verify, X509Certificate } from 'node:crypto';
import { SANDBOX_CREDENTIALS } from '#config';
import { CallbackReceiver, type Received } from '../../testing/callback-receiver.js';
import { startSandboxForSpecs } from '../../testing/sandbox-for-specs.js';
import type { RunningSandbox } from '../start-sandbox.js';

let sandbox: RunningSandbox;
let receiver: CallbackReceiver;
beforeAll(async () => {
  receiver = await CallbackReceiver.start();
  sandbox = await startSandboxForSpecs({ PUBLIC_URL: receiver.url });
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const PATH = '/v2/email/outbound-emails';
const KEY = {
  id: SANDBOX_CREDENTIALS.sesAccessKeyId as string,
  secret: SANDBOX_CREDENTIALS.sesSecretAccessKey as string,
};
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const mail = (to = 'jane@example.org', more: object = {}) => ({
  FromEmailAddress: 'Acme <hello@acme.example>',
  Destination: { ToAddresses: [to] },
  Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'Hello' } } } },
  EmailTags: [{ Name: 'message_id', Value: 'ours-1' }],
  ...more,
});

/** Signs as AWS documents it, `age` seconds ago. */
function signed(body: string, { id, secret } = KEY, age = 0): Record<string, string> {
  const time = new Date(Date.now() - age * 1_000).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/us-east-1/ses/aws4_request`;
  const host = new URL(sandbox.url).host;
  const request = `POST\n${PATH}\n\nhost:${host}\nx-amz-date:${time}\n\nhost;x-amz-date\n${sha256(body)}`;
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(request)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return { 'x-amz-date': time, authorization };
}

async function post(body: object, headers = signed(JSON.stringify(body))) {
  const response = await fetch(sandbox.url + PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const type = response.headers.get('x-amzn-errortype');
  return { status: response.status, type, body: (await response.json()) as Record<string, unknown> };
}

const fieldsOf = ({ body }: Received) => JSON.parse(body) as Record<string, string>;

describe("the sandbox's SES", () => {
  it('tells nothing before its subscription is confirmed, and then everything, signed', async () => {
    const { status, body } = await post(mail());
    expect(status).toBe(200);
    await receiver.until((received) => received.length === 1);
    const offer = fieldsOf(receiver.received[0] as Received);
    expect(offer).toMatchObject({
      Type: 'SubscriptionConfirmation',
      TopicArn: SANDBOX_CREDENTIALS.sesTopicArn,
    });
    expect((await fetch(`${sandbox.url}/sns?Action=ConfirmSubscription&Token=another`)).status).toBe(400);
    expect((await fetch(offer.SubscribeURL ?? '')).status).toBe(200);

    await receiver.until((received) => received.length === 3);
    const [, ...notifications] = receiver.received.map(fieldsOf);
    expect(notifications.map(({ Message = '' }) => JSON.parse(Message) as object)).toMatchObject([
      { eventType: 'Send', mail: { messageId: body.MessageId, tags: { message_id: ['ours-1'] } } },
      { eventType: 'Delivery', delivery: { recipients: ['jane@example.org'] } },
    ]);
    for (const fields of notifications) {
      const names = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];
      const text = names.map((name) => `${name}\n${fields[name]}\n`).join('');
      const pem = await (await fetch(fields.SigningCertURL ?? '')).text();
      const { publicKey } = new X509Certificate(pem);
      const signature = Buffer.from(fields.Signature ?? '', 'base64');
      expect(verify('sha256', Buffer.from(text), publicKey, signature)).toBe(true);
    }
  });

  it.each([
    ['none', {}, 'MissingAuthenticationTokenException'],
    ['one of another key', { ...KEY, id: 'AKIAOTHER' }, 'UnrecognizedClientException'],
    ['one by another secret', { ...KEY, secret: 'another' }, 'SignatureDoesNotMatch'],
  ])('takes no request with a signature that is %s', async (_what, key, type) => {
    const headers = 'id' in key ? signed(JSON.stringify(mail()), key) : {};
    expect(await post(mail(), headers)).toMatchObject({ status: 403, type });
  });

  it('takes no old signature, and none of another body', async () => {
    const old = signed(JSON.stringify(mail()), KEY, 400);
    expect(await post(mail(), old)).toMatchObject({ status: 403, type: 'SignatureDoesNotMatch' });
    const other = signed(JSON.stringify(mail('john@example.org')));
    expect(await post(mail(), other)).toMatchObject({ status: 403, type: 'SignatureDoesNotMatch' });
  });

  it.each([
    ['without a recipient', { Destination: {} }],
    ['to no address', { Destination: { ToAddresses: ['jane'] } }],
    ['with a name that is not ASCII', { FromEmailAddress: 'Größe <a@b.example>' }],
    ['without content', { Content: {} }],
    ['with a tag that is none', { EmailTags: [{ Name: 'a', Value: 'a@b' }] }],
  ])('refuses a mail %s', async (_what, change) =>
    expect(await post(mail(undefined, change))).toMatchObject({ status: 400, type: 'BadRequestException' }),
  );

  it.each([
    ['429', 429, 'TooManyRequestsException'],
    ['quota', 400, 'LimitExceededException'],
    ['account', 400, 'SendingPausedException'],
    ['unverified', 400, 'MessageRejected'],
    ['500', 500, 'InternalFailure'],
  ])('refuses %s@ as its mailbox asks', async (mailbox, status, type) =>
    expect(await post(mail(`${mailbox}@simulator.sendstream.test`))).toMatchObject({ status, type }),
  );
});
