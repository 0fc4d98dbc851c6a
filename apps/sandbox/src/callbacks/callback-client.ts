import * as http from 'node:http';
import * as https from 'node:https';

/** How many callbacks are on the wire at once. */
export const CALLBACK_CONCURRENCY = 50;
/** How long a try may take, in milliseconds. */
export interface Timeouts {
  connectMs: number;
  /** From the connection to the first byte of the answer, and between two pieces of it. */
  readMs: number;
}

/** There was no answer. */
export class NoAnswerError extends Error {
  constructor(
    readonly code: string,
    /** The connection stood, so that the receiver may have read the callback. */
    readonly connected: boolean,
  ) {
    super(code);
  }
}

const MAX_RESPONSE_BYTES = 64 * 1024;

/** Posts callbacks over kept-alive connections. */
export class CallbackClient {
  private readonly http = new http.Agent({ keepAlive: true, maxSockets: CALLBACK_CONCURRENCY });
  private readonly https = new https.Agent({ keepAlive: true, maxSockets: CALLBACK_CONCURRENCY });

  /**
   * Answers the receiver's HTTP status; redirects are not followed.
   * @throws NoAnswerError when there is none: refused, reset, timed out, or larger than 64 kB.
   */
  async post(
    url: string,
    headers: Record<string, string>,
    body: string,
    timeouts: Timeouts,
  ): Promise<number> {
    try {
      return await this.once(url, headers, body, timeouts);
    } catch (error) {
      // The receiver closed a kept-alive connection just as it was used again: that says nothing of this callback.
      if (error instanceof StaleConnection) return this.once(url, headers, body, timeouts);
      throw error;
    }
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private once(
    url: string,
    headers: Record<string, string>,
    body: string,
    { connectMs, readMs }: Timeouts,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const request = (isSecure ? https : http).request(url, {
        method: 'POST',
        agent: isSecure ? this.https : this.http,
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      });
      let connected = false;
      let timer: NodeJS.Timeout | undefined;
      const within = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => request.destroy(networkError('ETIMEDOUT')), ms);
      };
      const fail = (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isStale ? new StaleConnection() : new NoAnswerError(error.code ?? error.message, connected));
      };
      const stands = () => {
        connected = true;
        within(readMs);
      };
      within(connectMs);
      request.on('socket', (socket) => {
        if (!socket.connecting) return stands();
        socket.once(isSecure ? 'secureConnect' : 'connect', stands);
      });
      request.on('error', fail);
      request.on('response', (response) => {
        let bytes = 0;
        within(readMs);
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          within(readMs);
          if (bytes > MAX_RESPONSE_BYTES) response.destroy(networkError('EMSGSIZE'));
        });
        response.on('end', () => {
          clearTimeout(timer);
          resolve(response.statusCode ?? 0);
        });
        response.on('error', fail);
      });
      request.end(body);
    });
  }
}

class StaleConnection extends NoAnswerError {
  constructor() {
    super('ECONNRESET', true);
  }
}

function networkError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
