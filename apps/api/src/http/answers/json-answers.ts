import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';

/** Characters. What is longer takes so long to be written in bytes that others have a turn before. */
const LARGE = 256 * 1024;

/**
 * Nest on Express, with JSON written by us: for a full batch Express would make text and bytes in one step of the event loop, 45 ms
 * of some 50 that a step may take, and for each small answer it looks at cache headers, settings and types, some 4 % of what
 * the api does for a message.
 */
export class JsonAnswers extends ExpressAdapter {
  override reply(response: Response, body: unknown, status?: number): unknown {
    const isJson = typeof body === 'object' && body !== null && !(body instanceof StreamableFile);
    // An answer that says what it is, or has begun, is Express' to end.
    if (!isJson || response.headersSent || response.hasHeader('Content-Type'))
      return super.reply(response, body, status) as unknown;
    if (status !== undefined) response.status(status);
    const json = JSON.stringify(body);
    // As text: Node puts it behind the headers, and both are one write.
    if (json.length <= LARGE) return write(response, json, Buffer.byteLength(json));
    return setImmediate(writeBytes, response, json);
  }
}

function writeBytes(response: Response, json: string): void {
  const bytes = Buffer.from(json);
  write(response, bytes, bytes.length);
}

function write(response: Response, content: string | Buffer, bytes: number): void {
  // Whoever asked may be gone by now, or was told that it took too long.
  if (response.destroyed || response.headersSent) return;
  response.writeHead(response.statusCode, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes,
  });
  response.end(content);
}
