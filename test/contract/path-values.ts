import { randomUUID } from 'node:crypto';
import { UnsubscribeLinks } from '#messaging';
import { EMAIL, SMS } from '../support/client.js';
import type { RunningSystem } from '../support/running-system.js';
import type { DocumentedOperation } from './documented.js';

/** Values for the parameters of a path. */
export type PathValues = Record<string, string>;

export const INBOUND_SECRET = randomUUID();
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();
const THREAD = { channel_type: 'sms', participant_from: SMS.from, participant_to: SMS.to, type: 'thread' };

/** Makes what operations are about, through the api itself. */
export class FixtureMaker {
  constructor(
    private readonly system: RunningSystem,
    private readonly headers: Record<string, string>,
  ) {}

  /** @throws Error when nobody wrote down how. */
  async pathValuesFor({ operationId, path }: DocumentedOperation): Promise<PathValues> {
    if (!path.includes('{')) return {};
    const make =
      this.forOperation[operationId] ?? this.forPath.find(([prefix]) => path.startsWith(prefix))?.[1];
    if (!make) throw new Error(`test/contract/path-values.ts does not say how to make what ${path} is about`);
    return make();
  }

  /** What certain operations need to succeed, where that is more than there being such a thing. */
  private readonly forOperation: Record<string, () => Promise<PathValues>> = {
    cancelMessage: () => this.message({ send_at: IN_AN_HOUR() }),
    rescheduleMessage: () => this.message({ send_at: IN_AN_HOUR() }),
    retryMessage: () => this.endedMessage(),
    streamMessageEvents: () => this.endedMessage(),
    getMessageHtml: () => this.post('/api/v1/messages/send', { ...EMAIL, html: '<p>It is on its way.</p>' }),
    getMessageAttachment: () => this.receivedPicture(),
    resendWebhookDelivery: () => this.webhookDelivery(),
  };

  private readonly forPath: [prefix: string, make: () => Promise<PathValues>][] = [
    ['/api/v1/messages/{id}', () => this.message()],
    ['/api/v1/conversations/{id}', () => this.post('/api/v1/conversations', THREAD)],
    ['/api/v1/webhook-endpoints/{id}', () => this.webhookEndpoint()],
    ['/api/conversations/{id}', () => this.post('/api/v1/conversations', THREAD)],
    ['/api/v1/bulk-actions/{id}', () => this.bulkAction()],
    ['/api/v1/sender-pools/{id}', () => this.senderPool()],
    ['/api/v1/suppressions/{id}', () => this.suppression()],
    ['/api/v1/erasures/{id}', () => this.post('/api/v1/erasures', { address: '+15552220198' })],
    ['/api/v1/api-keys/{id}', () => this.apiKey()],
    ['/api/v1/unsubscribe/{token}', () => this.unsubscribeToken()],
    ['/api/v1/admin/paces/', () => this.pace()],
    ['/api/v1/admin/guard/stopped-prefixes/', () => this.stoppedPrefix()],
    ['/api/v1/admin/queues/', () => Promise.resolve({ name: 'callback_queue' })],
    [
      '/api/v1/webhooks/',
      () => Promise.resolve({ provider: 'twilio', account: 'twilio', secret: INBOUND_SECRET }),
    ],
  ];

  private senderPool(): Promise<PathValues> {
    const digits = String(Math.floor(Math.random() * 1e7)).padStart(7, '0');
    return this.post('/api/v1/sender-pools', {
      name: `pool-${randomUUID().slice(0, 8)}`,
      numbers: [{ number: `+1555${digits}` }],
    });
  }

  private async pace(): Promise<PathValues> {
    await this.call('PUT', '/api/v1/admin/paces/account/http', { per_second: 50 });
    return { of: 'account', name: 'http' };
  }

  private async stoppedPrefix(): Promise<PathValues> {
    const prefix = '+447911';
    const until = Date.now() + 3_600_000;
    const { redis } = this.system.redis;
    await redis.hset(`guard:prefix:${prefix}`, 'stopped', until);
    await redis.zadd('guard:stopped', until, prefix);
    return { prefix };
  }

  private message(fields: object = {}): Promise<PathValues> {
    return this.post('/api/v1/messages/send', { ...SMS, ...fields });
  }

  private async endedMessage(): Promise<PathValues> {
    const message = await this.message();
    return this.call('PATCH', `/api/v1/messages/${message.id}/status`, { status: 'failed' });
  }

  private async receivedPicture(): Promise<PathValues> {
    const picture = { from: SMS.to, to: SMS.from, body: 'Look', num_media: 1 };
    const { message_sid } = await this.post(`${this.system.sandbox.url}/sandbox/inbound`, picture);
    const { rows } = await this.system.database.pool.query<{ id: string }>(
      'SELECT id FROM messages WHERE provider_message_id = $1',
      [message_sid],
    );
    return { id: rows[0]?.id as string, n: '0' };
  }

  private bulkAction(): Promise<PathValues> {
    return this.post('/api/v1/bulk-actions', { action: 'cancel', filter: { tag: 'of no message' } });
  }

  private suppression(): Promise<PathValues> {
    const address = `someone-${randomUUID()}@example.org`;
    return this.post('/api/v1/suppressions', { channel: 'email', address, reason: 'manual' });
  }

  /** Its id alone: its deliveries have a status too, which is another one. */
  private async webhookEndpoint(): Promise<PathValues> {
    const endpoint = { url: `${this.system.sandbox.url}/health`, events: ['message.failed'] };
    const { id } = await this.post('/api/v1/webhook-endpoints', endpoint);
    return { id: id as string };
  }

  private apiKey(): Promise<PathValues> {
    return this.post('/api/v1/api-keys', { name: `key ${randomUUID().slice(0, 18)}`, scopes: ['read'] });
  }

  private async webhookDelivery(): Promise<PathValues> {
    const { id } = await this.webhookEndpoint();
    await this.endedMessage();
    const { deliveries } = await this.call('GET', `/api/v1/webhook-endpoints/${id}/deliveries`);
    const [delivery] = deliveries as unknown as { id: string }[];
    return { id: id as string, deliveryId: delivery?.id as string };
  }

  private async unsubscribeToken(): Promise<PathValues> {
    const { id } = await this.post('/api/v1/messages/send', EMAIL);
    const link = this.system.api.get(UnsubscribeLinks, { strict: false }).of(id as string);
    return { token: link.slice(link.lastIndexOf('/') + 1) };
  }

  private post(path: string, body: object): Promise<PathValues> {
    return this.call('POST', path, body);
  }

  private async call(method: string, path: string, body?: object): Promise<PathValues> {
    const headers = { ...this.headers, 'content-type': 'application/json', connection: 'close' };
    const response = await fetch(new URL(path, this.system.url), {
      method,
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as PathValues;
  }
}
