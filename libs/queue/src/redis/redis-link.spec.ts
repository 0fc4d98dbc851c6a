import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { eventually } from '../testing/eventually.js';
import { RedisForTest } from '../testing/redis-for-test.js';
import { RedisLink } from './redis-link.js';

const LOST = 3;

describe('RedisLink', () => {
  let redis: RedisForTest;
  let door: Server;
  beforeAll(async () => {
    redis = await RedisForTest.start();
  });
  afterAll(() => redis?.stop());
  afterEach(() => door?.close());

  it('connects again when a connection is lost with its first command under way', async () => {
    let connections = 0;
    door = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      if (connections <= LOST) socket.once('data', () => socket.destroy());
      else socket.pipe(connect(redis.port, '127.0.0.1').on('error', () => socket.destroy())).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(door, 'listening');

    const url = `redis://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const link = new RedisLink(url, { name: 'a-link', commandTimeoutMs: 1_000 });
    try {
      await eventually(async () => expect(await link.run((client) => client.ping())).toBe('PONG'));
      expect(connections).toBe(LOST + 1);
      await eventually(async () =>
        expect(await link.run((client) => client.client('GETNAME'))).toBe('a-link'),
      );
    } finally {
      await link.close();
    }
  });
});
