import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';

/**
 * Nest on Express, with JSON written by the shortest way: one string, one write. Express would look at the request's
 * cache headers, at its settings and at the type of what it sends, for each answer.
 */
export class JsonAnswers extends ExpressAdapter {
  override reply(response: Response, body: unknown, status?: number): unknown {
    const isJson = typeof body === 'object' && body !== null && !(body instanceof StreamableFile);
    // An answer that says what it is, or has begun, is Express' to end.
    if (!isJson || response.headersSent || response.hasHeader('Content-Type'))
      return super.reply(response, body, status) as unknown;
    const json = JSON.stringify(body);
    response.writeHead(status ?? response.statusCode, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(json),
    });
    return response.end(json);
  }
}
