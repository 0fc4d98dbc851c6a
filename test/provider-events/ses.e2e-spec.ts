import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import request from 'supertest';
import { SANDBOX_CREDENTIALS } from '#config';
import { HttpPeer } from '../../libs/http/src/testing/http-peer.js';
import { selfSigned } from '../../libs/http/src/testing/self-signed.js';
import { EMAIL, get, reaches, send, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const TOPIC = SANDBOX_CREDENTIALS.sesTopicArn;
const CERTIFICATE = '/SimpleNotificationService-0.pem';
const to = (mailbox: string) => ({ ...EMAIL, to: `${mailbox}@simulator.sendstream.test` });

/** A place that would like to be taken for SNS. */
const pair = selfSigned(1, 'rsa');
let elsewhere: HttpPeer;
let system: RunningSystem;
beforeAll(async () => {
  elsewhere = await HttpPeer.start((response) => response.end(pair.cert));
  system = await RunningSystem.start({
    EMAIL_PROVIDER: 'ses',
    SETTLE_SECONDS: '0',
    PROVIDER_TIMEOUT_MS: '1500',
  });
  await system.startProcessor();
});
afterAll(async () => {
  await system.stop();
  await elsewhere.close();
});

const inSandbox = async (id: string) => {
  const { body } = await request(system.sandbox.url).get('/messages').query({ search: id });
  return (body as { messages: { provider: string; status: string; to: string }[] }).messages;
};

/** A notification of a delivery, signed with `key`, whose certificate lies at `origin`. */
function delivery(id: string, key: string, origin: string): Record<string, string> {
  const mail = { messageId: 'forged', tags: { message_id: [id] } };
  const fields = {
    Message: JSON.stringify({ eventType: 'Delivery', mail, delivery: { recipients: [EMAIL.to] } }),
    MessageId: randomUUID(),
    Timestamp: new Date().toISOString(),
    TopicArn: TOPIC,
    Type: 'Notification',
  };
  const text = Object.entries(fields).map(([name, value]) => `${name}\n${value}\n`);
  const Signature = createSign('sha256').update(text.join('')).sign(key, 'base64');
  return { ...fields, SignatureVersion: '2', Signature, SigningCertURL: origin };
}

function post(body: string, topicArn: string | null = TOPIC) {
  const call = request(system.url).post('/api/v1/webhooks/ses').type('text/plain');
  return (topicArn === null ? call : call.set('x-amz-sns-topic-arn', topicArn)).send(body);
}

describe('mails over Amazon SES', () => {
  it('are sent, and followed to delivered', async () => {
    const { id } = await send(system.url, EMAIL);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({ provider: 'ses', error: null });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
    expect(await inSandbox(id)).toMatchObject([{ provider: 'ses', status: 'Delivery' }]);
  });

  it('that bounce fail, explained, and are not sent again', async () => {
    const { id } = await send(system.url, to('bounce'));
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: '5.1.1' } });
    const again = await send(system.url, to('bounce'));
    expect(await reaches(system.url, again.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });

  it('that are complained of are delivered, and the next is not sent', async () => {
    const { id } = await send(system.url, to('spamreport'));
    await reaches(system.url, id, 'delivered');
    await eventually(async () => {
      const { body } = await request(system.url).get('/api/v1/suppressions').expect(200);
      expect(JSON.stringify(body)).toContain(to('spamreport').to);
    });
    const next = await send(system.url, to('spamreport'));
    expect(await reaches(system.url, next.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });

  it('that bounce for now fail, and suppress nobody', async () => {
    const { id } = await send(system.url, to('blocked'));
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: '4.7.1' } });
    const next = await send(system.url, to('blocked'));
    expect(await reaches(system.url, next.id, 'failed')).toMatchObject({ error: { code: '4.7.1' } });
  });

  it('follow the message itself, whatever becomes of its copies', async () => {
    const { id } = await send(system.url, { ...EMAIL, cc: [to('bounce+copy').to] });
    await reaches(system.url, id, 'delivered');
    await eventually(async () =>
      expect((await inSandbox(id)).map(({ status }) => status)).toContain('Bounce'),
    );
    expect((await get(system.url, id)).status).toBe('delivered');
  });

  it('that are refused fail in the words of SES', async () => {
    const { id } = await send(system.url, to('unverified'));
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'MessageRejected' } });
  });

  it('whose outcome nobody knows are told of by their events, and not sent twice', async () => {
    const { id } = await send(system.url, to('cut'));
    await reaches(system.url, id, 'delivered');
    expect(await inSandbox(id)).toHaveLength(1);
  });
});

describe('a notification of SNS', () => {
  const waiting = async () => {
    const { id } = await send(system.url, to('quiet'));
    await reaches(system.url, id, 'sent');
    return id;
  };

  it('is refused when the key is not that of its certificate', async () => {
    const id = await waiting();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const certificate = `${system.sandbox.url}/sns/SimpleNotificationService-sandbox.pem`;
    await post(JSON.stringify(delivery(id, key, certificate))).expect(403);
    expect((await get(system.url, id)).status).toBe('sent');
  });

  it('is refused with a certificate of another host, which is not called', async () => {
    const id = await waiting();
    for (const origin of [elsewhere.url, 'https://sns.us-east-1.amazonaws.com.example.org'])
      await post(JSON.stringify(delivery(id, pair.key, origin + CERTIFICATE))).expect(403);
    expect(elsewhere.requests).toEqual([]);
    expect((await get(system.url, id)).status).toBe('sent');
  });

  it('that cannot be checked counts as wrong: strangers do not have us ask for certificates without end', async () => {
    const nobody = 'http://127.0.0.1:1';
    const api = await system.startApi({ SES_BASE_URL: nobody });
    const forged = JSON.stringify(delivery('x', pair.key, nobody + CERTIFICATE));
    const statuses: number[] = [];
    for (let n = 0; n < 55; n += 1) {
      const answer = await request(api)
        .post('/api/v1/webhooks/ses')
        .set({ 'Content-Type': 'text/plain', 'X-Amz-Sns-Topic-Arn': TOPIC })
        .send(forged);
      statuses.push(answer.status);
    }
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(503));
    expect(statuses).toContain(429);
  });

  it('is refused for another topic, and unread without one', async () => {
    const id = await waiting();
    const event = JSON.stringify(delivery(id, pair.key, elsewhere.url + CERTIFICATE));
    await post(event, `${TOPIC}-of-another`).expect(403);
    await post(event, null).expect(403);
  });

  it('counts once, however often it comes', async () => {
    await request(system.sandbox.url).put('/sandbox/settings').send({ callback_copies: 3 }).expect(200);
    const { id } = await send(system.url, EMAIL);
    await reaches(system.url, id, 'delivered');
    await request(system.sandbox.url).put('/sandbox/settings').send({ callback_copies: 1 }).expect(200);
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });
});
