import http from 'node:http';
import https from 'node:https';
import { type Readable, Transform } from 'node:stream';
import { ExchangeFailure } from './exchange-failure.js';

export interface Download {
  url: URL;
  /** Sent to the first address only: redirects lead elsewhere, signed by themselves. */
  headers: Record<string, string>;
  /** Whether an address, the first or one redirected to, may be asked. */
  permits(url: URL): boolean;
  /** From the call to the last byte. */
  timeoutMs: number;
  maxBytes: number;
}

/** An answer whose content is still arriving; the content ends with an error when it is too large or too slow. */
export interface Downloading {
  status: number;
  contentType: string;
  content: Readable;
}

const MOST_REDIRECTS = 3;

/** Reads a file, bounded in time and size. @throws ExchangeFailure when no answer came, or an address is not permitted. */
export async function download({
  url,
  headers,
  permits,
  timeoutMs,
  maxBytes,
}: Download): Promise<Downloading> {
  const signal = AbortSignal.timeout(timeoutMs);
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!permits(at)) throw new ExchangeFailure('not_permitted', 'the address is not the provider’s', false);
    const response = await answerOf(at, redirects === 0 ? headers : {}, signal);
    const { statusCode = 0 } = response;
    const { location } = response.headers;
    if (statusCode >= 300 && statusCode < 400 && location !== undefined && URL.canParse(location, at.href)) {
      response.destroy();
      at = new URL(location, at.href);
      continue;
    }
    const contentType = response.headers['content-type'] ?? 'application/octet-stream';
    return { status: statusCode, contentType, content: bounded(response, maxBytes) };
  }
  throw new ExchangeFailure('too_many_redirects', `more than ${MOST_REDIRECTS} redirects`, true);
}

function answerOf(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const request = client.get(url, { headers, signal, agent: false }, resolve);
    request.on('error', (error: NodeJS.ErrnoException) =>
      reject(new ExchangeFailure(error.code ?? 'network_error', error.message, true, { cause: error })),
    );
  });
}

function bounded(response: http.IncomingMessage, maxBytes: number): Readable {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        done(new ExchangeFailure('answer_too_large', `the file is over ${maxBytes} bytes`, true));
      else done(null, chunk);
    },
  });
  response.on('error', (error) => limit.destroy(error));
  limit.on('close', () => response.destroy());
  return response.pipe(limit);
}
