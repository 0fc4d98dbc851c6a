import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { isFinal, type Message, type MessageEvent } from '#entities';
import { Timelines } from '#messaging';
import type { Response } from 'express';
import { Refusal } from '../http/refusal.js';
import { messageEventView } from './message.view.js';

const MOST_STREAMS = 500;
const HEARTBEAT_EVERY_MS = 15_000;
const LONGEST_LIFE_MS = 900_000;
/** So much may wait for a client that reads slowly. */
const MOST_UNREAD_BYTES = 262_144;
const RETRY_AFTER_SECONDS = 5;

/** Timelines as server-sent events (WHATWG HTML, 9.2). Bounded in number, life, and in what waits for a slow reader. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<Response>();
  private closing = false;

  constructor(private readonly timelines: Timelines) {}

  /**
   * Streams the events of the message after `lastEventId` until it is final. @throws Refusal (503) when there are too many.
   */
  stream(message: Message, lastEventId: string, response: Response): void {
    if (this.closing || this.open.size >= MOST_STREAMS)
      throw new Refusal(503, 'Too many streams are open; try again.', {
        'Retry-After': String(RETRY_AFTER_SECONDS),
      });
    this.open.add(response);
    let isBegun = false;
    const isOver = isFinal(message.status);
    const leave = this.timelines.follow(message.id, lastEventId, (events, caughtUp) => {
      // 204 is how a browser is told not to come again.
      if (!isBegun && isOver && events.length === 0 && lastEventId !== '0') return response.status(204).end();
      if (!isBegun) begin(response);
      isBegun = true;
      write(response, events.map(frame).join(''));
      const last = events.at(-1);
      if (caughtUp && (last ? isFinal(last.status) : isOver)) response.end();
    });
    const heartbeat = setInterval(() => {
      if (isBegun) write(response, ': heartbeat\n\n');
    }, HEARTBEAT_EVERY_MS).unref();
    const end = setTimeout(() => response.end(), LONGEST_LIFE_MS).unref();
    response.once('close', () => {
      this.open.delete(response);
      clearInterval(heartbeat);
      clearTimeout(end);
      leave();
    });
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const response of this.open) response.end();
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
function frame(event: MessageEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(messageEventView(event))}\n\n`;
}

function write(response: Response, text: string): void {
  if (text === '' || response.writableEnded) return;
  response.write(text);
  if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
}
