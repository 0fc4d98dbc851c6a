import { SmtpPeer } from '../testing/smtp-peer.js';
import { SmtpPool } from './smtp-pool.js';

describe('SmtpPool', () => {
  it('lets nobody wait longer for a connection than he may, and then gives it to the next', async () => {
    const peer = await SmtpPeer.start();
    const server = {
      host: '127.0.0.1',
      port: peer.port,
      isSecure: false,
      requiresTls: true,
      login: null,
      ca: peer.ca,
    };
    const pool = new SmtpPool(server, 1);
    const soon = () => performance.now() + 5_000;
    let leave: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const first = pool.use(soon(), () => {
      begun();
      return new Promise<void>((resolve) => (leave = resolve));
    });
    await begins;
    const second = pool.use(performance.now() + 50, async () => 'second');
    await expect(second).rejects.toMatchObject({ code: 'no_room' });
    const third = pool.use(soon(), async () => 'third');
    leave();
    expect([await first, await third]).toEqual([undefined, 'third']);
    pool.close();
    await peer.close();
  });
});
