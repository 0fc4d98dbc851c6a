import { SANDBOX_CREDENTIALS } from '#config';
import net, { type AddressInfo } from 'node:net';
import request from 'supertest';
import { send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { receiver, subscribe, system, told, useWebhooks } from './webhook-tools.js';

useWebhooks();

describe('one origin', () => {
  it('has one lane, however it is written', async () => {
    const { port } = new URL(receiver.url);
    const ways = [
      `http://LocalHost:${port}/way`,
      `HTTP://localhost:${port}/1/way`,
      `http://LOCALHOST:${port}/way`,
    ];
    const sent = await Promise.all(ways.map((callback_url) => send(system.url, { ...SMS, callback_url })));
    expect(sent.map(({ callback_url: url }) => url)).toEqual([
      `http://localhost:${port}/way`,
      `http://localhost:${port}/1/way`,
      `http://localhost:${port}/way`,
    ]);
    await eventually(async () => {
      const { rows } = await system.database.pool.query(
        "SELECT target, count(*)::int AS events FROM callbacks WHERE callback_url LIKE '%/way' GROUP BY target",
      );
      expect(rows).toEqual([{ target: `http://localhost:${port}`, events: 6 }]);
    });
  });
});

describe('very many origins that never answer', () => {
  const ORIGINS = 300;
  /** Each address of the loopback network is an origin of its own. */
  const originOf = (number: number, port: number) =>
    `http://127.9.${number >> 8}.${number & 255}:${port}/never`;
  const held = new Set<net.Socket>();
  let silent: net.Server;
  beforeEach(async () => {
    silent = net.createServer((socket) => held.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '0.0.0.0', resolve));
  });
  afterEach(async () => {
    await system.database.pool.query("DELETE FROM callbacks WHERE callback_url LIKE '%/never'");
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('keep nobody waiting: neither an endpoint, nor an origin that is known, nor one that is new', async () => {
    const [known, newcomer] = await Promise.all([WebhookReceiver.start(), WebhookReceiver.start()]);
    try {
      known.secrets = newcomer.secrets = [SANDBOX_CREDENTIALS.webhookSigningSecret];
      const before = await send(system.url, { ...SMS, callback_url: known.url });
      await eventually(() => expect(known.typesOf(before.id)).toHaveLength(2));
      const { port } = silent.address() as AddressInfo;
      const dead = Array.from({ length: ORIGINS }, (_, number) => ({
        ...SMS,
        callback_url: originOf(number, port),
      }));
      for (let from = 0; from < ORIGINS; from += 100)
        await request(system.url)
          .post('/api/v1/messages/batch')
          .send({ messages: dead.slice(from, from + 100) })
          .expect(207);
      await eventually(async () => {
        const { rows } = await system.database.pool.query(
          "SELECT count(*)::int AS events FROM callbacks WHERE callback_url LIKE '%/never'",
        );
        expect(rows).toEqual([{ events: ORIGINS * 2 }]);
        expect(held.size).toBeGreaterThan(2);
      }, 15_000);
      await subscribe();

      const [own, fresh] = await Promise.all(
        [known.url, newcomer.url].map((callback_url) => send(system.url, { ...SMS, callback_url })),
      );
      const both = ['message.sent', 'message.delivered'];
      // Each of the dead costs half a second: all of them a minute before these, if they shared one row of slots.
      await told(own?.id as string, both, 5_000);
      await eventually(() => expect(known.typesOf(own?.id as string)).toEqual(both), 5_000);
      await eventually(() => expect(newcomer.typesOf(fresh?.id as string)).toEqual(both));
    } finally {
      await Promise.all([known.stop(), newcomer.stop()]);
    }
  });
});
