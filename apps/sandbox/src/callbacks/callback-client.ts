import * as http from 'node:http';
import * as https from 'node:https';

/** How many callbacks are on the wire at once. */
export const CALLBACK_CONCURRENCY = 50;
/** Twilio waits this long for an answer (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides). */
const TIMEOUT_MS = 15_000;
const MOST_ANSWER_BYTES = 64 * 1024;

/** Posts callbacks over kept-alive connections. */
export class CallbackClient {
  private readonly http = new http.Agent({ keepAlive: true, maxSockets: CALLBACK_CONCURRENCY });
  private readonly https = new https.Agent({ keepAlive: true, maxSockets: CALLBACK_CONCURRENCY });

  /**
   * Answers the receiver's HTTP status; redirects are not followed.
   * @throws Error with `code` when there is no answer: refused, reset, timed out, or larger than 64 kB.
   */
  async post(url: string, headers: Record<string, string>, body: string): Promise<number> {
    try {
      return await this.once(url, headers, body);
    } catch (error) {
      // The receiver closed a kept-alive connection just as it was used again: that says nothing of this callback.
      if (error instanceof StaleConnection) return this.once(url, headers, body);
      throw error;
    }
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private once(url: string, headers: Record<string, string>, body: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const request = (isSecure ? https : http).request(url, {
        method: 'POST',
        agent: isSecure ? this.https : this.http,
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      });
      const deadline = setTimeout(() => request.destroy(networkError('ETIMEDOUT')), TIMEOUT_MS);
      const settle = <T>(done: (value: T) => void, value: T) => {
        clearTimeout(deadline);
        done(value);
      };
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        settle(reject, isStale ? new StaleConnection() : error);
      });
      request.on('response', (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MOST_ANSWER_BYTES) response.destroy(networkError('EMSGSIZE'));
        });
        response.on('end', () => settle(resolve, response.statusCode ?? 0));
        response.on('error', (error) => settle(reject, error));
      });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {
  readonly code = 'ECONNRESET';
}

function networkError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
