import { send } from '../support/client.js';
import { isSigned, WebhookReceiver } from '../support/webhook-receiver.js';
import {
  api,
  type Endpoint,
  endpointOf,
  receiver,
  subscribe,
  system,
  told,
  useWebhooks,
} from './webhook-tools.js';

useWebhooks();

describe('webhook endpoints', () => {
  it('are created with a secret that is told once, listed, changed and deleted', async () => {
    const created = await subscribe(['message.sent']);
    expect(created).toMatchObject({
      url: `${receiver.url}/hook`,
      events: ['message.sent'],
      description: null,
      status: 'active',
      paused_reason: null,
      failing_since: null,
    });
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret: _, ...shown } = created;
    expect(await endpointOf(created.id)).toEqual(shown);
    expect((await api('get', '').expect(200)).body).toEqual({ webhook_endpoints: [shown] });

    const change = { url: `${receiver.url}/other`, events: ['message.failed'], description: 'The shop' };
    const changed = await api('patch', `/${created.id}`).send(change).expect(200);
    expect(changed.body).toEqual({ ...shown, ...change, updated_at: expect.any(String) });
    await api('delete', `/${created.id}`).expect(204);
    for (const method of ['get', 'patch', 'delete'] as const) {
      const gone = await api(method, `/${created.id}`).send(method === 'patch' ? {} : undefined);
      expect(gone.status).toBe(404);
      expect(gone.type).toBe('application/problem+json');
    }
  });

  it.each([
    ['no url', { events: ['message.sent'] }, 'url'],
    ['a url without scheme', { url: 'example.com/hook', events: ['message.sent'] }, 'url'],
    ['another scheme', { url: 'ftp://example.com/', events: ['message.sent'] }, 'url'],
    ['a password', { url: 'https://user:password@example.com/', events: ['message.sent'] }, 'url'],
    ['no events', { url: 'https://example.com/', events: [] }, 'events'],
    ['an unknown event', { url: 'https://example.com/', events: ['message.read'] }, 'events'],
    ['an event twice', { url: 'https://example.com/', events: ['message.sent', 'message.sent'] }, 'events'],
    ['events that are no list', { url: 'https://example.com/', events: 'message.sent' }, 'events'],
    [
      'a description that is none',
      { url: 'https://example.com/', events: ['message.sent'], description: 5 },
      'description',
    ],
    ['a secret of its own', { url: 'https://example.com/', events: ['message.sent'], secret: 'x' }, 'secret'],
  ])('refuses %s', async (_, body, field) => {
    const response = await api('post', '').send(body).expect(422);
    expect(response.body.errors).toEqual([{ field, reason: expect.any(String) }]);
  });

  it('answers 404 for what is not there, 422 for what is no id', async () => {
    const none = '0192d3a4-0000-7000-8000-000000000000';
    for (const path of ['rotate-secret', 'test', `deliveries/${none}/resend`])
      await api('post', `/${none}/${path}`).expect(404);
    await api('get', `/${none}/deliveries`).expect(404);
    await api('get', '/nonsense').expect(422);
    await api('get', `/${none}/deliveries?limit=0`).expect(422);
  });
});

describe('secrets', () => {
  it('can be changed while both are valid', async () => {
    const endpoint = await subscribe(['message.sent']);
    const rotated = (await api('post', `/${endpoint.id}/rotate-secret`).expect(200)).body as Endpoint;
    expect(rotated.secret).not.toBe(endpoint.secret);
    const validFor = Date.parse(rotated.previous_secret_valid_until as string) - Date.now();
    expect(Math.abs(validFor - 86_400_000)).toBeLessThan(60_000);
    const { id } = await send(system.url);
    await told(id, ['message.sent']);
    const { body, headers } = receiver.received[0] as { body: string; headers: Record<string, string> };
    expect([endpoint, rotated].map(({ secret }) => isSigned(secret, body, headers))).toEqual([true, true]);

    await system.database.pool.query(
      "UPDATE webhook_endpoints SET previous_secret_until = now() - interval '1 s'",
    );
    receiver.secrets = [rotated.secret];
    const next = await send(system.url);
    await told(next.id, ['message.sent']);
    const last = receiver.received.at(-1) as { body: string; headers: Record<string, string> };
    expect([endpoint, rotated].map(({ secret }) => isSigned(secret, last.body, last.headers))).toEqual([
      false,
      true,
    ]);
  });

  it('a test event shows whether all of it works', async () => {
    const own = await WebhookReceiver.start();
    const endpoint = await subscribe(['message.sent'], `${own.url}/hook`);
    own.secrets.push(endpoint.secret);
    const good = await api('post', `/${endpoint.id}/test`).expect(200);
    expect(good.body).toEqual({
      delivered: true,
      http_status: 204,
      latency_ms: expect.any(Number),
      error: null,
    });
    expect(own.received[0]).toMatchObject({ type: 'webhook.test', data: { endpoint_id: endpoint.id } });
    own.react = () => 500;
    const bad = await api('post', `/${endpoint.id}/test`).expect(200);
    expect(bad.body).toMatchObject({ delivered: false, http_status: 500, error: 'it answered 500' });
    await own.stop();
    const none = await api('post', `/${endpoint.id}/test`).expect(200);
    expect(none.body).toMatchObject({
      delivered: false,
      http_status: null,
      error: expect.stringMatching(/^ECONNREFUSED/),
    });
  });
});
