import { Outbox } from '#messaging';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const QUEUED = 1_000;
const OURS = '+15551234567';
/** So long a text is on its way to the provider: many times what the answer to a STOP takes that waits for nothing. */
const ON_ITS_WAY_MS = 500;

interface Arrival {
  created_at: string;
}

describe.each(['inline', 'queue'])(
  'STOP while 1,000 texts to that number are queued, WEBHOOK_MODE=%s',
  (mode) => {
    let system: RunningSystem;
    let proxy: TcpProxy;
    beforeAll(async () => {
      system = await RunningSystem.start({ WEBHOOK_MODE: mode, SANDBOX_CALLBACK_DELAY_MS: '3600000' });
      const { hostname: host, port } = new URL(system.sandbox.url);
      proxy = await TcpProxy.start({ host, port: Number(port) }, { delayMs: ON_ITS_WAY_MS });
    });
    afterAll(async () => {
      await system.stop();
      await proxy.stop();
    });

    const arrivedAt = async (to: string): Promise<Date[]> => {
      const response = await fetch(`${system.sandbox.url}/messages?limit=1000&to=${encodeURIComponent(to)}`);
      const { messages } = (await response.json()) as { messages: Arrival[] };
      return messages.map(({ created_at }) => new Date(created_at));
    };

    async function stop(from: string) {
      const response = await fetch(`${system.sandbox.url}/sandbox/inbound`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from, to: OURS, body: 'Stop' }),
      });
      return (await response.json()) as { http_status: number; answered_at: string };
    }

    it('is answered when none is on its way any more, and none is sent after that', async () => {
      const person = '+15559850001';
      await fetch(`${system.sandbox.url}/sandbox/settings`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ callback_copies: 2 }),
      });
      const drafts = Array.from({ length: QUEUED }, (_, n) => ({
        type: 'sms' as const,
        from: OURS,
        to: person,
        body: `number ${n}`,
        subject: null,
        html: null,
        attachments: [],
        metadata: {},
      }));
      await system.api.get(Outbox, { strict: false }).acceptAll(drafts, null);
      const far = { TWILIO_BASE_URL: `http://127.0.0.1:${proxy.port}` };
      await Promise.all([system.startProcessor(far), system.startProcessor(far)]);
      await eventually(async () => expect((await arrivedAt(person)).length).toBeGreaterThan(100));

      const { http_status, answered_at } = await stop(person);
      expect(http_status).toBe(200);
      const before = (await arrivedAt(person)).length;
      expect(before).toBeLessThan(QUEUED);

      await eventually(async () => {
        const { rows } = await system.database.pool.query(
          "SELECT 1 FROM messages WHERE to_address = $1 AND status NOT IN ('sent', 'failed') LIMIT 1",
          [person],
        );
        expect(rows).toEqual([]);
      }, 20_000);
      const arrivals = await arrivedAt(person);
      expect(arrivals.filter((at) => at > new Date(answered_at))).toEqual([]);
      expect(arrivals).toHaveLength(before);
      const { rows } = await system.database.pool.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM messages WHERE to_address = $1 AND error->>'code' = 'suppressed'",
        [person],
      );
      expect(rows).toEqual([{ count: QUEUED - before }]);
    });
  },
);
