import { createServer } from 'node:net';
import { releasePorts } from '../services/reserved-port.js';
import { sharedSettings, systemEnvironment } from './system-environment.js';

const stores = { databaseUrl: 'postgres://found/sendstream', redisUrl: 'redis://found' };

describe('systemEnvironment', () => {
  afterEach(releasePorts);

  it('points the providers to the sandbox and the callbacks to the api, each on its port', async () => {
    const { variables, ports } = await systemEnvironment({}, stores);
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
    expect(variables).toMatchObject({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      PUBLIC_URL: `http://localhost:${ports.api}`,
      TWILIO_BASE_URL: `http://localhost:${ports.sandbox}`,
      SENDGRID_BASE_URL: `http://localhost:${ports.sandbox}`,
    });
  });

  it('leaves every variable of the user as it is', async () => {
    const user = {
      NODE_ENV: 'test',
      PUBLIC_URL: 'https://example.com',
      TWILIO_BASE_URL: 'https://twilio.example.com',
      SENDGRID_WEBHOOK_PUBLIC_KEY: 'mine',
    };
    const { variables } = await systemEnvironment(user, stores);
    expect({ ...user, ...variables }).toMatchObject(user);
    expect(variables.SENDGRID_WEBHOOK_PRIVATE_KEY).toBeUndefined();
  });

  it('does not move away from a port that the user set: it says that it is taken', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, () => resolve((server.address() as { port: number }).port));
    });
    await expect(systemEnvironment({ PORT: String(port) }, stores)).rejects.toThrow(
      `PORT is ${port}, and something listens there already.`,
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it('shares settings with commands beside it, and neither the ports nor what is no setting', () => {
    const env = { SYNC_MESSAGE_PROCESSING: 'true', PORT: '8080', PROCESSOR_PORT: '8081', HOME: '/home/me' };
    expect(sharedSettings(env)).toEqual({ SYNC_MESSAGE_PROCESSING: 'true', PROCESSOR_PORT: '0' });
  });
});
