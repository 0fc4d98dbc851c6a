import type { Database } from '#entities';
import type { ProviderChecks } from '#messaging';
import type { QueueHealth, QueueProducer, RedisStreamsServer } from '#queue';
import type { Response } from 'express';
import { HealthController } from './health.controller.js';

const TIMESTAMP = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
const REDIS = { ping: () => Promise.resolve() } as unknown as QueueProducer;
const QUEUE = { queue: 'message_queue:sms', state: 'full', stalled: true } as QueueHealth;
const PROVIDERS = { ofProcess: () => [] } as unknown as ProviderChecks;

describe('GET /live', () => {
  let away: boolean;
  let queues: QueueHealth[];
  const response = {} as Response;
  let controller: HealthController;
  const live = () => {
    response.statusCode = 200;
    return controller.live(response);
  };

  beforeEach(() => {
    away = false;
    queues = [QUEUE];
    const ping = () => (away ? Promise.reject(new Error('away')) : Promise.resolve());
    const server = { health: () => queues } as unknown as RedisStreamsServer;
    controller = new HealthController({ ping } as unknown as Database, server, REDIS, PROVIDERS);
  });

  it('fails and names the queue that is stalled', async () => {
    expect(await live()).toEqual({
      status: 'stalled',
      timestamp: TIMESTAMP,
      queues: ['message_queue:sms'],
    });
    expect(response.statusCode).toBe(503);
  });

  it('holds while no queue is stalled', async () => {
    queues = [{ ...QUEUE, stalled: false }];
    expect(await live()).toEqual({ status: 'alive', timestamp: TIMESTAMP });
    expect(response.statusCode).toBe(200);
  });

  it('holds while PostgreSQL is away, and for the moment after: no restart brings it back', async () => {
    away = true;
    expect(await live()).toEqual({ status: 'alive', timestamp: TIMESTAMP });
    away = false;
    expect(await live()).toEqual({ status: 'alive', timestamp: TIMESTAMP });
    expect(response.statusCode).toBe(200);
  });
});

describe('GET /ready', () => {
  it('fails until a queue is read', async () => {
    const queues: QueueHealth[] = [];
    const server = { health: () => queues } as unknown as RedisStreamsServer;
    const database = { ping: () => Promise.resolve() } as unknown as Database;
    const controller = new HealthController(database, server, REDIS, PROVIDERS);
    const response = { statusCode: 200 } as Response;
    expect(await controller.ready(response)).toMatchObject({ status: 'unavailable' });
    expect(response.statusCode).toBe(503);
    queues.push({ ...QUEUE, error: null });
    response.statusCode = 200;
    expect(await controller.ready(response)).toMatchObject({ status: 'ready' });
    expect(response.statusCode).toBe(200);
  });
});
