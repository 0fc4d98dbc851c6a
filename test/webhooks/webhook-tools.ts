import request from 'supertest';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

export interface Endpoint {
  id: string;
  secret: string;
  status: string;
  [field: string]: unknown;
}

export interface Delivery {
  id: string;
  type: string;
  message_id: string;
  status: string;
  attempts: number;
  [field: string]: unknown;
}

export const ALL = [
  'message.sent',
  'message.delivered',
  'message.failed',
  'message.received',
  'suppression.created',
];

/** Of the suite that runs. */
export let system: RunningSystem;
/** Of the test that runs. */
export let receiver: WebhookReceiver;

/** Gives a suite a system that is quick to call again and to give up, and each of its tests a receiver. */
export function useWebhooks(): void {
  beforeAll(async () => {
    system = await RunningSystem.start({
      CALLBACK_TIMEOUT_MS: '500',
      CALLBACK_RETRY_SECONDS: '1',
      CALLBACK_GIVE_UP_SECONDS: '4',
      CALLBACK_PAUSE_AFTER_SECONDS: '1',
      CALLBACK_PAUSE_AFTER_FAILURES: '5',
      CALLBACK_CONCURRENCY: '6',
      CALLBACK_ENDPOINT_CONCURRENCY: '3',
    });
    await system.startProcessor();
  });
  afterAll(() => system.stop());
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    // What becomes of this test's messages is nobody's business in the next one.
    await eventually(async () => expect(await countUnderWay()).toBe(0));
    for (const { id } of (await api('get', '').expect(200)).body.webhook_endpoints as Endpoint[])
      await api('delete', `/${id}`).expect(204);
    await receiver.stop();
  });
}

async function countUnderWay(): Promise<number> {
  const { rows } = await system.database.pool.query<{ count: number }>(
    "SELECT count(*)::int FROM messages WHERE status NOT IN ('delivered', 'failed', 'canceled', 'received')",
  );
  return rows[0]?.count ?? NaN;
}

export function api(method: 'get' | 'post' | 'patch' | 'delete', path: string): request.Test {
  return request(system.url)[method](`/api/v1/webhook-endpoints${path}`);
}

/** An endpoint of this test's receiver, which knows its secret. */
export async function subscribe(events = ALL, url = `${receiver.url}/hook`): Promise<Endpoint> {
  const { body } = await api('post', '').send({ url, events }).expect(201);
  receiver.secrets.push((body as Endpoint).secret);
  return body as Endpoint;
}

export async function endpointOf(id: string): Promise<Endpoint> {
  return (await api('get', `/${id}`).expect(200)).body as Endpoint;
}

export async function deliveries(id: string): Promise<Delivery[]> {
  return (await api('get', `/${id}/deliveries`).expect(200)).body.deliveries as Delivery[];
}

/** Waits until the receiver was told these of a message, in this order. */
export async function told(id: string, types: string[], withinMs?: number): Promise<void> {
  await eventually(async () => expect(receiver.typesOf(id)).toEqual(types), withinMs);
}
