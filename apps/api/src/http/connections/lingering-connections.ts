import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { hasBody } from '../bodies/body-headers.js';

/** Rest of a body that is taken in after the answer so that the connection can go on. Bytes. */
const SMALL_BYTES = 64 * 1024;
/** How long, and how much of, what a client goes on sending is thrown away before it is cut off. */
const LINGER_MS = 2_000;
const LINGER_BYTES = 8 * 1024 * 1024;
const POLL_INTERVAL_MS = 50;

/**
 * Connections whose last answer is given, or decided on. What still comes on them is never a request: it is read and thrown
 * away for a while, as a client that is sending reads no answer from a connection that breaks
 * (RFC 9112, section 9.6), and then the connection is destroyed.
 */
export class LingeringConnections {
  private readonly decided = new WeakSet<Duplex>();

  has(socket: Duplex): boolean {
    return this.decided.has(socket);
  }

  /** Nothing that comes on this connection from now on is a request. */
  add(socket: Duplex): void {
    this.decided.add(socket);
  }

  /** Ends the connection with the answer to this request, unless its body is small or has been read to its end by then. */
  unlessRead(request: IncomingMessage, response: ServerResponse): void {
    const { shouldKeepAlive } = response;
    const isSmall = Number(request.headers['content-length']) <= SMALL_BYTES;
    if (!hasBody(request.headers) || (isSmall && shouldKeepAlive)) return;
    response.shouldKeepAlive = false;
    request.once('end', () => {
      if (!response.headersSent) response.shouldKeepAlive = shouldKeepAlive;
    });
    // Before Node's own listener, which would destroy the connection with what is unread in it.
    response.prependOnceListener('finish', () => {
      if (request.complete) return;
      const { socket } = request;
      socket.destroySoon = () => this.linger(socket);
      request.once('end', () => socket.destroy()).resume();
    });
  }

  /** Ends the connection from our side, and destroys it when the client has done so too or its time is over. */
  linger(socket: Duplex & { bytesRead?: number }, last?: string): void {
    this.decided.add(socket);
    const max = (socket.bytesRead ?? 0) + LINGER_BYTES;
    const until = performance.now() + LINGER_MS;
    const look = setInterval(() => {
      if (performance.now() > until || (socket.bytesRead ?? 0) > max) socket.destroy();
    }, POLL_INTERVAL_MS);
    socket.once('close', () => clearInterval(look)).once('error', () => socket.destroy());
    socket.end(last);
  }
}
