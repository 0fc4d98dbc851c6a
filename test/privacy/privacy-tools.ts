import type { Type } from '@nestjs/common';
import type { StoredEvent } from '#entities';
import { eventBatchOf } from '#messaging';
import { Providers } from '#providers';
import request from 'supertest';
import type { RunningSystem } from '../support/running-system.js';
import { tracesOf } from './traces.js';
import { type Fields, postCallback } from './twilio-callbacks.js';

/** What the suites of this folder do to a system. `numbers`: how the numbers of the suite's people begin, seven digits after `+1`. */
export class PrivacyTools {
  private last = 0;

  constructor(
    private readonly system: RunningSystem,
    private readonly numbers: string,
  ) {}

  /** Of the api. */
  service<T>(type: Type<T>): T {
    return this.system.api.get(type, { strict: false });
  }

  async rows(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.system.database.pool.query<Record<string, unknown>>(sql, values)).rows;
  }

  /** Somebody whom nobody has written to. */
  person(): string {
    return this.numbers + String((this.last += 1)).padStart(4, '0');
  }

  api(): ReturnType<typeof request> {
    return request(this.system.url);
  }

  /** Posts a callback of Twilio. */
  post(fields: Fields, query = ''): ReturnType<typeof postCallback> {
    return postCallback(this.system.url, fields, query);
  }

  /** The events of such a callback, about to be stored. */
  eventsOf(fields: Fields): StoredEvent[] {
    const rawBody = Buffer.from(new URLSearchParams(fields).toString());
    const provider = this.service(Providers).byName('twilio');
    return eventBatchOf('twilio', provider?.parseWebhook({ url: '', headers: {}, rawBody }) ?? []).events;
  }

  tracesOf(...texts: string[]): Promise<string[]> {
    return tracesOf(this.system, ...texts);
  }
}
