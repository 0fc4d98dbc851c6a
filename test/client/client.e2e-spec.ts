import {
  ApiError,
  createClient,
  type SendstreamClient,
  verifyWebhook,
} from '../../packages/client/src/index.js';
import { newKey } from '../support/api-key.js';
import { EMAIL, MMS, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

let system: RunningSystem;
let client: SendstreamClient;
let receiver: WebhookReceiver;
let apiKey: string;
beforeAll(async () => {
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true' });
  ({ secret: apiKey } = await newKey(system, ['send', 'read', 'manage']));
  client = createClient({ baseUrl: system.url, apiKey });
  receiver = await WebhookReceiver.start();
  await system.startProcessor();
});
afterAll(async () => {
  await receiver.stop();
  await system.stop();
});

/** Waits until a message is there. */
async function reaches(id: string, status: string): Promise<void> {
  await eventually(async () => expect((await client.messages.get(id)).status).toBe(status));
}

describe('the way of a message, through the client', () => {
  it.each([
    ['sms', SMS],
    ['mms', MMS],
    ['email', EMAIL],
  ] as const)('%s: sent, followed to delivered, with its timeline', async (type, message) => {
    const { id, status } = await client.messages.send({ ...message, type });
    expect(status).toBe('pending');
    await reaches(id, 'delivered');
    const events = await client.messages.events(id);
    expect(events.map((event) => event.type)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });

  it('is previewed, scheduled and stopped', async () => {
    const text = { ...SMS, type: 'sms' as const };
    expect(await client.messages.preview(text)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
    const send_at = new Date(Date.now() + 3_600_000).toISOString();
    const { id, status } = await client.messages.send({ ...text, send_at });
    expect(status).toBe('scheduled');
    expect((await client.messages.cancel(id)).status).toBe('canceled');
    await expect(client.messages.cancel(id)).rejects.toMatchObject({ name: 'ApiError', status: 409 });
  });

  it('fails, and is sent again by hand', async () => {
    const { id } = await client.messages.send({ ...SMS, type: 'sms', to: '+15005550001' });
    await reaches(id, 'failed');
    expect((await client.messages.retry(id)).status).toBe('pending');
    await reaches(id, 'failed');
  });

  it('comes in a batch, each item with its result', async () => {
    const results = await client.messages.sendBatch({
      defaults: { type: 'sms', from: SMS.from },
      messages: [
        { to: SMS.to, body: 'One' },
        { to: 'nobody', body: 'Two' },
      ],
    });
    expect(results.map(({ status }) => status)).toEqual([201, 422]);
  });
});

describe('lists', () => {
  it('are walked through all their pages, without a gap and without an end too early', async () => {
    const messages = Array.from({ length: 25 }, (_, index) => ({ to: SMS.to, body: `Number ${index}` }));
    await client.messages.sendBatch({ defaults: { type: 'sms', from: SMS.from, tags: ['walk'] }, messages });
    const bodies: string[] = [];
    for await (const { body } of client.messages.list({ tag: 'walk', limit: 10 })) bodies.push(body);
    expect(bodies).toEqual(messages.map(({ body }) => body).reverse());
  });

  it('are left when the caller has enough', async () => {
    for await (const { id } of client.messages.list({ tag: 'walk', limit: 1 })) {
      expect(id).toBeDefined();
      break;
    }
  });

  it('of conversations, of their messages, and of suppressions are alike', async () => {
    for (const to of ['+15552220001', '+15552220002', '+15552220003'])
      await client.messages.send({ ...SMS, type: 'sms', from: '+15552229999', to });
    const conversations = [];
    for await (const each of client.conversations.list({ participant: '+15552229999', limit: 2 }))
      conversations.push(each);
    expect(conversations).toHaveLength(3);
    const [{ id } = { id: '' }] = conversations;
    const said = [];
    for await (const message of client.conversations.messages(id)) said.push(message);
    expect(said).toHaveLength(1);

    for (const name of ['a', 'b', 'c'])
      await client.suppressions.create({
        channel: 'email',
        address: `${name}@example.net`,
        reason: 'manual',
      });
    const addresses = [];
    for await (const { address } of client.suppressions.list({ limit: 2 })) addresses.push(address);
    expect(addresses).toEqual(['c@example.net', 'b@example.net', 'a@example.net']);
  });
});

describe('when things go wrong', () => {
  it('one call is one message, though the connection breaks after the service took it', async () => {
    let calls = 0;
    const unlucky = createClient({
      baseUrl: system.url,
      apiKey,
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        // Twice the answer is lost on its way back, when the service has done its work already.
        if (++calls < 3) throw new TypeError('fetch failed');
        return answer;
      },
    });
    const { id } = await unlucky.messages.send({ ...SMS, type: 'sms', to: '+15553330001' });
    const found = [];
    for await (const message of client.messages.list({ to: '+15553330001' })) found.push(message.id);
    expect(found).toEqual([id]);
    expect(calls).toBe(3);
  });

  it('errors say what is wrong', async () => {
    const refused = await client.messages
      .send({ ...SMS, type: 'sms', to: 'nobody' })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ status: 422, fieldErrors: [{ field: 'to' }] });
    const stranger = createClient({ baseUrl: system.url, apiKey: 'no key of ours' });
    await expect(stranger.messages.get('x')).rejects.toMatchObject({ status: 401 });
  });
});

describe('a stream', () => {
  /** Answers whose bodies break off after so many bytes, the first, the second and so on; then whole ones. */
  function breakingAfter(...lengths: number[]): typeof fetch {
    return async (input, init) => {
      const answer = await fetch(input, init);
      const length = lengths.shift();
      if (length === undefined || answer.body === null) return answer;
      let left = length;
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk.subarray(0, left));
          left -= chunk.length;
          if (left <= 0) controller.error(new Error('cut'));
        },
      });
      return new Response(answer.body.pipeThrough(cut), answer);
    };
  }

  it('tells each event once, though connections break in the middle of events', async () => {
    const { id } = await client.messages.send({ ...SMS, type: 'sms', to: '+15555550001' });
    const unlucky = createClient({ baseUrl: system.url, apiKey, fetch: breakingAfter(10, 250, 60) });
    const types: string[] = [];
    for await (const { type } of unlucky.messages.stream(id)) types.push(type);
    expect(types).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });

  it('is closed when the loop is left, ends with its signal, and says what is wrong', async () => {
    const send_at = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await client.messages.send({ ...SMS, type: 'sms', to: '+15555550002', send_at });
    let closed = false;
    const watched = createClient({
      baseUrl: system.url,
      apiKey,
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        const end = { flush: () => undefined, cancel: () => void (closed = true) };
        return new Response(answer.body?.pipeThrough(new TransformStream(end)), answer);
      },
    });
    for await (const { type } of watched.messages.stream(id)) {
      expect(type).toBe('accepted');
      break;
    }
    await eventually(() => expect(closed).toBe(true));

    const controller = new AbortController();
    const aborted = (async () => {
      for await (const { type } of client.messages.stream(id, controller.signal))
        controller.abort(new Error(type));
    })();
    await expect(aborted).rejects.toThrow('accepted');
    const unknown = client.messages.stream('0190b1de-0000-7000-8000-000000000000');
    await expect(unknown.next()).rejects.toMatchObject({ status: 404 });
  });
});

describe('webhooks', () => {
  it('are verified as they come', async () => {
    const { id, secret } = await client.webhookEndpoints.create({
      url: receiver.url,
      events: ['message.delivered'],
    });
    receiver.secrets.push(secret);
    const message = await client.messages.send({ ...SMS, type: 'sms', to: '+15554440001' });
    await eventually(async () => {
      const [delivery] = await client.webhookEndpoints.deliveries(id);
      expect(delivery).toMatchObject({ message_id: message.id, status: 'delivered' });
    });
    const call = receiver.received.find(({ data }) => data.id === message.id);
    const event = verifyWebhook({ secret, headers: call?.headers ?? {}, body: call?.body ?? '' });
    expect(event.id).toBe(call?.headers['webhook-id']);
    expect(event).toMatchObject({ type: 'message.delivered', data: { id: message.id, status: 'delivered' } });
    await client.webhookEndpoints.remove(id);
  });
});
