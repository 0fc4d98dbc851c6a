import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import { ApiKeyCache } from '#messaging';
import type { Request, Response } from 'express';
import { clientOf } from '../access/client-of.js';
import '../access/request-key.js';
import { Refusal } from '../problems/refusal.js';

const MOST_STREAMS = 500;
/** Of those, a key's or, without one, a client's address'. */
const MOST_OF_ONE = 100;
const RETRY_AFTER = { 'Retry-After': '5' };
/** How long a stream may outlive its key, whoever revoked that and where. Milliseconds. */
const LOOK_EVERY_MS = 500;

interface Owner {
  name: string;
  /** Null where none was needed. */
  keyId: string | null;
}

/** The streams that are open here: bounded in number, in all and for each client, and ended with the key they came with. */
@Injectable()
export class OpenStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OpenStreams.name);
  private readonly owners = new Map<Response, Owner>();
  private readonly loop = new BackgroundLoop(() => this.look(), {
    everyMs: LOOK_EVERY_MS,
    jitter: 0,
    outage: new OutageLog(this.logger, {
      lasts: 'the keys of streams cannot be looked up now; the streams stay open',
      over: 'the keys of streams are looked up again',
    }),
  });
  private closing = false;

  constructor(private readonly ring: ApiKeyCache) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Counts this one until it closes. @throws Refusal: 503 when too many are open, 429 when too many are this client's. */
  add(request: Request, response: Response): void {
    if (this.closing || this.owners.size >= MOST_STREAMS)
      throw new Refusal(503, 'Too many streams are open; try again.', RETRY_AFTER);
    const owner = ownerOf(request);
    const own = [...this.owners.values()].filter(({ name }) => name === owner.name);
    if (own.length >= MOST_OF_ONE)
      throw new Refusal(429, `At most ${MOST_OF_ONE} streams are open at once for one client.`, RETRY_AFTER);
    this.owners.set(response, owner);
    response.once('close', () => this.owners.delete(response));
    this.loop.soon(LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const response of this.owners.keys()) response.end();
    await this.loop.stop();
  }

  /** Ends the streams whose keys live no more. While the database cannot be asked, nothing is known of any. */
  private async look(): Promise<NextStep | void> {
    const ids = new Set([...this.owners.values()].flatMap(({ keyId }) => keyId ?? []));
    if (ids.size === 0) return { inMs: Infinity };
    const living = await this.ring.livingAmong([...ids]);
    for (const [response, { keyId }] of this.owners) {
      if (keyId === null || !ids.has(keyId) || living.has(keyId)) continue;
      // Who does not read is not waited for: it was ended at the last look.
      if (response.writableEnded) response.destroy();
      else response.end();
    }
  }
}

function ownerOf(request: Request): Owner {
  return { name: clientOf(request), keyId: request.apiKey?.id ?? null };
}
