import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { clientOf } from '../../caller/client-of.js';
import { readBody } from './read-body.js';
import { Refusal } from '../../problems/problem-exception.js';

/** A body so small is read whatever else is being read: the number of connections bounds those. Bytes. */
const SMALL_BYTES = 64 * 1024;
/**
 * What the larger ones may hold at once while they arrive: those with a key and those without each in all, so that strangers
 * with many addresses take no room of the others, and those of one client. Bytes.
 */
const KEYED_BYTES = 128 * 1024 * 1024;
const ANONYMOUS_BYTES = 64 * 1024 * 1024;
const PER_CLIENT_BYTES = 32 * 1024 * 1024;

const RETRY_AFTER_SECONDS = 1;

/** Bounds the memory of bodies that are still arriving: many large ones that never end must not fill it. */
@Injectable()
export class BodyBudget {
  private readonly held = new Map<string, number>();
  private readonly keys = { max: KEYED_BYTES, held: 0 };
  private readonly anonymous = { max: ANONYMOUS_BYTES, held: 0 };

  /**
   * The bytes of a request's body, at most `limit` of them. One that says it is small is read whatever else arrives.
   * @throws as readBody does, and ProblemException 503 when too much is arriving already.
   */
  read(request: Request, limit: number): Promise<Buffer> {
    const isSmall = Number(request.headers['content-length']) <= SMALL_BYTES;
    return isSmall ? readBody(request, limit) : this.readCharged(request, limit);
  }

  private async readCharged(request: Request, limit: number): Promise<Buffer> {
    const client = clientOf(request);
    const all = request.apiKey ? this.keys : this.anonymous;
    let length = 0;
    let charged = 0;
    const hold = (bytes: number) => {
      length += bytes;
      if (length <= SMALL_BYTES) return;
      const due = length - charged;
      const own = this.held.get(client) ?? 0;
      if (own + due > PER_CLIENT_BYTES || all.held + due > all.max) throw tooMuch();
      this.held.set(client, own + due);
      all.held += due;
      charged = length;
    };
    try {
      return await readBody(request, limit, hold);
    } finally {
      if (charged > 0) this.release(client, charged);
      all.held -= charged;
    }
  }

  private release(client: string, bytes: number): void {
    const left = (this.held.get(client) ?? 0) - bytes;
    if (left > 0) this.held.set(client, left);
    else this.held.delete(client);
  }
}

function tooMuch(): Refusal {
  const detail = 'Too many large bodies are arriving at once; nothing was accepted, try again in a second.';
  return new Refusal(503, detail, { 'Retry-After': String(RETRY_AFTER_SECONDS) });
}
