import { Injectable } from '@nestjs/common';
import { isFinal, type Message } from '#entities';
import { Timelines } from '#messaging';
import type { Request, Response } from 'express';
import { AnswerMask } from '../access/answer-mask.js';
import { messageEventView, MessageEventView } from './message.view.js';
import { OpenStreams } from './open-streams.js';

const HEARTBEAT_EVERY_MS = 15_000;
const MAX_LIFETIME_MS = 900_000;
/** So much may wait for a client that reads slowly. */
const MAX_BUFFERED_BYTES = 262_144;

/** Timelines as server-sent events (WHATWG HTML, 9.2). Bounded in number, life, and in what waits for a slow reader. */
@Injectable()
export class EventStreams {
  constructor(
    private readonly timelines: Timelines,
    private readonly open: OpenStreams,
    private readonly mask: AnswerMask,
  ) {}

  /**
   * Streams the events of the message after `lastEventId` until it is final, or until the key of the request lives no more.
   * @throws ProblemException when there are too many: as OpenStreams.
   */
  stream(message: Message, lastEventId: string, request: Request, response: Response): void {
    this.open.add(request, response);
    const show = this.mask.shownTo(request, MessageEventView);
    let isBegun = false;
    const isOver = isFinal(message.status);
    const leave = this.timelines.follow(message.id, lastEventId, (events, caughtUp) => {
      if (response.writableEnded) return;
      // 204 is how a browser is told not to come again.
      if (!isBegun && isOver && events.length === 0 && lastEventId !== '0') return response.status(204).end();
      if (!isBegun) begin(response);
      isBegun = true;
      write(response, events.map((event) => frame(show(messageEventView(event)))).join(''));
      const last = events.at(-1);
      if (caughtUp && (last ? isFinal(last.status) : isOver)) response.end();
    });
    const heartbeat = setInterval(() => {
      if (isBegun) write(response, ': heartbeat\n\n');
    }, HEARTBEAT_EVERY_MS).unref();
    const end = setTimeout(() => response.end(), MAX_LIFETIME_MS).unref();
    response.once('close', () => {
      clearInterval(heartbeat);
      clearTimeout(end);
      leave();
    });
  }
}

function begin(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    // Proxies that gather answers would hold the events back.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
}

/** Always as `message`, so that one listener hears all of them. */
function frame(event: MessageEventView): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}

function write(response: Response, text: string): void {
  if (text === '' || response.writableEnded) return;
  response.write(text);
  if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
}
