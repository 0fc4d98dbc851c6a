import { setTimeout as delay } from 'node:timers/promises';
import request from 'supertest';
import type { Pace } from '../../../tools/src/operation/alert-rules.js';
import { LivePrometheus } from '../../support/live-prometheus.js';
import { RefusingProxy } from '../../support/refusing-proxy.js';
import { RunningSystem } from '../../support/running-system.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';
import { SMS } from '../../support/client.js';
import { AppProcess } from './app-process.js';

const PAUSE_MS = 100;

/** So small that waits are short. */
const SMALL = {
  WEBHOOK_MODE: 'queue',
  PROVIDER_TIMEOUT_MS: '3000',
  SETTLE_SECONDS: '1',
  CLAIM_LEASE_SECONDS: '2',
  CALLBACK_RETRY_SECONDS: '1',
  ON_UNKNOWN_OUTCOME: 'hold',
  MAX_RETRIES: '20',
};

/** A system that a real Prometheus watches; its processor is a process of its own, which can be frozen. */
export class ObservedSystem {
  private sent = 0;

  private constructor(
    readonly system: RunningSystem,
    /** In front of Twilio. */
    readonly twilio: RefusingProxy,
    /** Is told of messages that are sent. */
    readonly receiver: WebhookReceiver,
    readonly processor: AppProcess,
    readonly prometheus: LivePrometheus,
  ) {}

  static async start(pace: Pace): Promise<ObservedSystem> {
    const [twilio, receiver] = await Promise.all([RefusingProxy.start(), WebhookReceiver.start()]);
    const system = await RunningSystem.start({ ...SMALL, TWILIO_BASE_URL: twilio.url });
    twilio.target = system.sandbox.url;
    const { body: endpoint } = await request(system.url)
      .post('/api/v1/webhook-endpoints')
      .send({ url: receiver.url, events: ['message.sent'] })
      .expect(201);
    receiver.secrets = [(endpoint as { secret: string }).secret];
    const processor = await (await AppProcess.spawn('processor', system.variables)).up();
    const targets = { 'sendstream-api': [system.url], 'sendstream-processor': [processor.url] };
    const prometheus = await LivePrometheus.start(targets, pace);
    return new ObservedSystem(system, twilio, receiver, processor, prometheus);
  }

  /** Sends texts, each to somebody else; answers what the api answered. */
  async send(count: number, draft: object = SMS): Promise<request.Response> {
    const messages = Array.from({ length: count }, () => ({
      ...draft,
      ...(draft === SMS && { to: `+1555987${1_000 + (this.sent += 1)}` }),
      priority: 'normal',
    }));
    return request(this.system.url).post('/api/v1/messages/batch').send({ messages });
  }

  /** Sends a few texts a second for as long as `until` has not come to its end. */
  async under<T>(until: Promise<T>, draft?: object): Promise<T> {
    const ended = new AbortController();
    const load = (async () => {
      while (!ended.signal.aborted) {
        await this.send(1, draft);
        await delay(PAUSE_MS);
      }
    })();
    try {
      return await until;
    } finally {
      ended.abort();
      await load;
    }
  }

  /** Tells the sandbox how to behave. */
  async behave(settings: object): Promise<void> {
    await request(this.system.sandbox.url).put('/sandbox/settings').send(settings).expect(200);
  }

  /** How many messages with this text have this status. */
  async count(body: string, status: string): Promise<number> {
    const { rows } = await this.system.database.pool.query(
      'SELECT count(*)::int AS count FROM messages WHERE body = $1 AND status = $2',
      [body, status],
    );
    return (rows[0] as { count: number }).count;
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    this.processor.thaw();
    await this.processor.kill();
    await this.system.stop();
    await Promise.all([this.twilio.stop(), this.receiver.stop()]);
  }
}
