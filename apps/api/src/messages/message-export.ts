import { Injectable, Logger } from '@nestjs/common';
import { type MessageFilter, MessageScan, Messages } from '#entities';
import { type MessageJson, messageJson } from '#messaging';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AnswerMask } from '../access/answer-mask.js';
import { clientOf } from '../caller/client-of.js';
import { Refusal } from '../problems/problem-exception.js';
import type { ExportFormat } from './export-messages.dto.js';
import { LINES } from './message-lines.js';
import { MessageView } from './message.view.js';
import { OpenStreams } from './open-streams.js';
import { Turns } from './turns.js';

/** So many are read at once, and fewer where they are large: what an export holds does not grow with it. */
const BATCH = 500;
const MAX_EXPORTS = 20;
const MAX_EXPORTS_PER_CLIENT = 5;
const RETRY_AFTER = { 'Retry-After': '5' };
const GONE = 'ERR_STREAM_PREMATURE_CLOSE';

/**
 * Writes messages to clients as fast as they read. Bounded in number, and all of them read from PostgreSQL over one
 * connection, in turn: sending goes on beside them.
 */
@Injectable()
export class MessageExport {
  private readonly logger = new Logger(MessageExport.name);
  private readonly clients = new Map<Response, string>();
  private readonly turns = new Turns();

  constructor(
    private readonly scan: MessageScan,
    private readonly messages: Messages,
    private readonly streams: OpenStreams,
    private readonly mask: AnswerMask,
  ) {}

  /**
   * All messages of the filter, newest first. One that cannot be written to its end breaks off its connection: no part is
   * taken for the whole.
   * @throws ProblemException when there are too many, of exports or of streams: as OpenStreams.
   * @throws what keeps PostgreSQL from answering.
   */
  async write(
    filter: MessageFilter,
    format: ExportFormat,
    request: Request,
    response: Response,
  ): Promise<void> {
    this.admit(clientOf(request), response);
    this.streams.add(request, response, () => response.destroy());
    const texts = this.inTurn(
      this.texts(filter, format, this.mask.shownTo<MessageJson>(request, MessageView)),
    );
    // Before the answer begins: until then a fault can be said.
    const first = await texts.next();
    response.status(200).set({
      'Content-Type': LINES[format].mediaType,
      'Content-Disposition': `attachment; filename="messages.${format}"`,
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') return void response.end();
    try {
      await pipeline(Readable.from(continued(first, texts), { highWaterMark: 1 }), response);
    } catch (error) {
      if ((error as { code?: string }).code === GONE) return;
      this.logger.warn({ msg: 'an export broke off', error: (error as Error).message });
    }
  }

  private admit(client: string, response: Response): void {
    if (this.clients.size >= MAX_EXPORTS)
      throw new Refusal(503, 'Too many exports are being written; try again.', RETRY_AFTER);
    if ([...this.clients.values()].filter((other) => other === client).length >= MAX_EXPORTS_PER_CLIENT)
      throw new Refusal(
        429,
        `At most ${MAX_EXPORTS_PER_CLIENT} exports are written at once for one client.`,
        RETRY_AFTER,
      );
    this.clients.set(response, client);
    response.once('close', () => this.clients.delete(response));
  }

  private async *inTurn(
    texts: AsyncGenerator<string, void, undefined>,
  ): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const { value, done } = await this.turns.take(() => texts.next());
      if (done) return;
      yield value;
    }
  }

  private async *texts(
    filter: MessageFilter,
    format: ExportFormat,
    show: (message: MessageJson) => MessageJson,
  ): AsyncGenerator<string, void, undefined> {
    const { header, lineOf } = LINES[format];
    let text = header;
    for await (const ids of this.scan.batches(filter, BATCH)) {
      let left = ids;
      while (left.length > 0) {
        const { messages, hasMore } = await this.messages.slice(left, BATCH);
        yield text + messages.map((message) => lineOf(show(messageJson(message)))).join('');
        text = '';
        left = hasMore ? left.slice(left.indexOf(messages.at(-1)?.id as string) + 1) : [];
      }
    }
    if (text !== '') yield text;
  }
}

async function* continued(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  if (!first.done) yield first.value;
  yield* rest;
}
