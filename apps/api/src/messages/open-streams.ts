import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import { ApiKeyCache } from '#messaging';
import type { Request, Response } from 'express';
import { clientOf } from '../caller/client-of.js';
import '../caller/request-key.js';
import { Refusal } from '../problems/problem-exception.js';

const MAX_STREAMS = 500;
/** Of those, a key's or, without one, a client's address'. */
const MAX_STREAMS_PER_CLIENT = 100;
const RETRY_AFTER = { 'Retry-After': '5' };
/** How long a stream may outlive its key, whoever revoked that and where. Milliseconds. */
const POLL_INTERVAL_MS = 500;

interface Owner {
  name: string;
  /** Null where none was needed. */
  keyId: string | null;
}

interface OpenStream extends Owner {
  end(): void;
}

/** The streams that are open here: bounded in number, in all and for each client, and ended with the key they came with. */
@Injectable()
export class OpenStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OpenStreams.name);
  private readonly owners = new Map<Response, OpenStream>();
  private readonly loop = new BackgroundLoop(() => this.look(), {
    everyMs: POLL_INTERVAL_MS,
    jitter: 0,
    outage: new OutageLog(this.logger, {
      lasts: 'the API keys of open streams cannot be checked now; the streams stay open',
      over: 'the keys of streams are looked up again',
    }),
  });
  private closing = false;

  constructor(private readonly ring: ApiKeyCache) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /**
   * Counts this one until it closes. `end`: how it is ended when the api stops, or its key lives no more.
   * @throws ProblemException: 503 when too many are open, 429 when too many are this client's.
   */
  add(request: Request, response: Response, end: () => void = () => response.end()): void {
    if (this.closing || this.owners.size >= MAX_STREAMS)
      throw new Refusal(503, 'Too many streams are open; try again.', RETRY_AFTER);
    const owner = ownerOf(request);
    const own = [...this.owners.values()].filter(({ name }) => name === owner.name);
    if (own.length >= MAX_STREAMS_PER_CLIENT)
      throw new Refusal(
        429,
        `At most ${MAX_STREAMS_PER_CLIENT} streams are open at once for one client.`,
        RETRY_AFTER,
      );
    this.owners.set(response, { ...owner, end });
    response.once('close', () => this.owners.delete(response));
    this.loop.soon(POLL_INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const { end } of this.owners.values()) end();
    await this.loop.stop();
  }

  /** Ends the streams whose keys live no more. While the database cannot be asked, nothing is known of any. */
  private async look(): Promise<NextStep | void> {
    const ids = new Set([...this.owners.values()].flatMap(({ keyId }) => keyId ?? []));
    if (ids.size === 0) return { inMs: Infinity };
    const living = await this.ring.activeAmong([...ids]);
    for (const [response, { keyId, end }] of this.owners) {
      if (keyId === null || !ids.has(keyId) || living.has(keyId)) continue;
      // Who does not read is not waited for: it was ended at the last look.
      if (response.writableEnded) response.destroy();
      else end();
    }
  }
}

function ownerOf(request: Request): Owner {
  return { name: clientOf(request), keyId: request.apiKey?.id ?? null };
}
