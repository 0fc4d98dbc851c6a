import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSystem } from '../own-system.js';
import { inboundAt, messagesAt } from './traffic.js';

const SECOND_MS = 1_000;
const CAMPAIGN = 2_500;
/** Of one batch. */
const AT_ONCE = 500;

interface Keys {
  backend: string;
  newsletter: string;
  impatient: string;
}

/**
 * A busy half hour: a load that swells and ebbs, with what happens to a service in its life. A provider slows down, then both are
 * away for three quarters of a minute; a campaign of bulk is sent; a budget is used up; a client asks too often.
 */
export class BusyTime {
  private constructor(
    private readonly system: OwnSystem,
    private readonly keys: Keys,
    private readonly note: (line: string) => void,
  ) {}

  /** The keys it needs are made. */
  static async prepare(system: OwnSystem, note: (line: string) => void): Promise<BusyTime> {
    const keys = {
      backend: await system.createKey('backend', 'send'),
      newsletter: await system.createKey('newsletter', 'send'),
      impatient: await system.createKey('impatient', 'send', '--rate-limit', '20'),
    };
    const operator = await system.createKey('operator', 'admin');
    const time = new BusyTime(system, keys, note);
    const { api_keys: all } = (await time.call('GET', 'api-keys', operator)) as {
      api_keys: { id: string; name: string }[];
    };
    const id = all.find(({ name }) => name === 'newsletter')?.id;
    await time.call('PUT', `api-keys/${id}/guard`, operator, {
      ...{ budget_period: 'day', budget_segments: 400, budget_warn_percent: 80 },
    });
    return time;
  }

  /** Lets so many minutes pass, second by second. */
  async pass(minutes: number): Promise<void> {
    const startedAt = Date.now();
    for (let second = 0; second < minutes * 60; second++) {
      await this.happen(second);
      await sleep(Math.max(0, startedAt + (second + 1) * SECOND_MS - Date.now()));
    }
  }

  private async happen(second: number): Promise<void> {
    const minute = second / 60;
    if (second % 60 === 0) this.note(`minute ${minute}`);
    const behaviour = BEHAVIOUR[minute];
    if (behaviour) await this.sandbox('PUT', 'settings', behaviour);
    if (minute === 21) await this.campaign();
    await this.send(this.keys.backend, messagesAt(second));
    const inbound = inboundAt(second);
    if (inbound) await this.sandbox('POST', 'inbound', inbound);
    if (minute > 6 && minute < 20 && second % 2 === 0)
      await this.send(this.keys.newsletter, messagesAt(second).slice(0, 1));
    if (minute > 11 && minute < 14) await this.send(this.keys.impatient, messagesAt(second).slice(0, 1));
  }

  private async campaign(): Promise<void> {
    for (let n = 0; n < CAMPAIGN; n += AT_ONCE) {
      const messages = Array.from({ length: AT_ONCE }, (_, k) => ({
        ...{ from: '+12065550142', type: 'sms', priority: 'bulk', tags: ['flu-shots'] },
        ...{
          to: `+1415555${1_000 + n + k}`,
          body: 'Flu shots are available at Riverside Clinic from Monday.',
        },
      }));
      await this.send(this.keys.backend, messages);
    }
  }

  private async send(key: string, messages: object[]): Promise<void> {
    if (messages.length > 0) await this.call('POST', 'messages/batch', key, { messages });
  }

  /** What is refused is part of it. */
  private async call(method: string, path: string, key: string, body?: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const response = await fetch(`${this.system.url}/api/v1/${path}`, {
      ...{ method, headers, ...(body && { body: JSON.stringify(body) }) },
    });
    const text = await response.text();
    if (response.status >= 400 && response.status !== 429) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text);
  }

  private async sandbox(method: string, path: string, body: object): Promise<void> {
    await fetch(`${this.system.sandboxUrl}/sandbox/${path}`, {
      ...{ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
  }
}

/** Of the providers, from a minute on. */
const BEHAVIOUR: Record<number, object> = {
  0: { latency_ms: 70 },
  8: { latency_ms: 450 },
  10: { latency_ms: 70 },
  15: { error_rate: 1 },
  15.75: { error_rate: 0 },
};
