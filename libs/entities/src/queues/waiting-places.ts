/** Explained in docs/decisions/0028-what-operators-see.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageType } from '../tables/message.entity.js';
import { HELD, MAX_COUNTED, WAITING, WAITING_WEBHOOKS } from './waiting-statements.js';

/** How much waits in one place. */
export interface Waiting {
  place: string;
  /** Exact up to 10,000. */
  count: number;
  /** There are more than that. */
  more: boolean;
  /** Since when the first of those that were counted waits, or when it is due; null when there is none. */
  oldest: Date | null;
}

/** Outgoing webhooks that wait: of an endpoint, or (null) of all callback_urls. */
export interface WaitingWebhooks extends Waiting {
  endpointId: string | null;
  url: string | null;
  paused: boolean;
  pausedReason: string | null;
}

type Row = Omit<Waiting, 'more'>;

/** Counts what waits in PostgreSQL, by indexes alone and within bounds, however many rows there are. */
@Injectable()
export class WaitingPlaces {
  constructor(private readonly database: Database) {}

  /** By place. */
  async all(): Promise<Map<string, Waiting>> {
    const rows = await this.database.run<Row>(WAITING, []);
    return new Map(rows.map((row) => [row.place, bounded(row)]));
  }

  /** Messages of these types that are queued or wait for their next attempt. */
  async held(types: readonly MessageType[]): Promise<Waiting> {
    const [row] = await this.database.run<Row>(HELD, [types]);
    return bounded(row as Row);
  }

  /** Endpoints that are paused, or that something waits for; and all callback_urls together. */
  async webhooks(): Promise<WaitingWebhooks[]> {
    const rows = await this.database.run<Omit<WaitingWebhooks, 'place' | 'more'>>(WAITING_WEBHOOKS, []);
    return rows.map((row) => bounded({ ...row, place: 'webhooks' }));
  }
}

function bounded<T extends Row>(row: T): T & Waiting {
  return { ...row, count: Math.min(row.count, MAX_COUNTED), more: row.count > MAX_COUNTED };
}
