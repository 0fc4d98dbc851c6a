import type { Response } from 'express';
import type { AnswerMask } from './access/answer-mask.js';
import './caller/request-key.js';
import { BoundedServer } from './http/connections/bounded-server.js';

/** The server of the api. Every answer that a route returns passes here, and is masked for a key that has `mask`. */
export class ApiServer extends BoundedServer {
  /** Must be set before the first request. */
  mask: AnswerMask | undefined;

  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (!response.req.apiKey?.mask) return super.reply(response, body, statusCode) as unknown;
    if (statusCode !== undefined) response.status(statusCode);
    if (!this.mask) throw new Error('there is no mask');
    return super.reply(response, this.mask.answer(response, body)) as unknown;
  }
}
