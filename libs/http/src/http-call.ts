import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { MaySend } from './send-permission.js';

/** How much, how long and how slowly an answer may be. */
export interface AnswerLimits {
  /** So much of an answer is read and no more. */
  maxBytes: number;
  /** What becomes of a longer answer: its beginning counts, or the call fails (`too_large`). Default `fail`. */
  longer?: 'cut' | 'fail';
  /** An answer that arrives more slowly than this, not counted its first `afterMs`, ends the call (`too_slow`). */
  slowest?: { bytesPerSecond: number; afterMs: number };
  /**
   * Asked before bytes of the answer are kept, for all of them at once where their number was declared; false ends the
   * call (`no_room`).
   */
  admit?(bytes: number): boolean;
}

export interface HttpCall extends AnswerLimits {
  method: 'GET' | 'POST';
  url: string | URL;
  /** `Authorization` goes to the first address only: a redirect leads elsewhere, signed by itself. */
  headers?: Record<string, string>;
  body?: string;
  /** From the call to the last byte that is read: name look-up, connecting, redirects included. */
  timeoutMs: number;
  /** So many are followed, each checked as the first address was. Default 0: a redirect is an answer like any other. */
  maxRedirects?: number;
  /** Whether an address, the first or one redirected to, may be called (else `refused_url`). Default: any. */
  permitsUrl?(url: URL): boolean;
  httpsOnly?: boolean;
  /** Asked just before the first byte is written; false ends the call (`withheld`). Default: see {@link withSendPermission}. */
  maySend?: MaySend;
  signal?: AbortSignal;
}

interface AnswerHead {
  status: number;
  headers: IncomingHttpHeaders;
  /** Where it came from in the end. */
  url: URL;
}

export interface HttpAnswer extends AnswerHead {
  body: Buffer;
}

/** An answer whose content is still arriving; the content ends with an HttpFailure when it breaks a limit. */
export interface HttpDownload extends AnswerHead {
  content: Readable;
}
