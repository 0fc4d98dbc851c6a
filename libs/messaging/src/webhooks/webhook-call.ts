import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { GuardedHttp, HttpFailure, retryAfterMs, signatureHeaders } from '#http';

const MAX_RESPONSE_BYTES = 64 * 1024;

export interface CallTarget {
  url: string;
  secrets: string[];
  /** The W3C trace context of the call. */
  traceparent?: string | null;
}

/** How a call ended. */
export interface CallOutcome {
  delivered: boolean;
  /** Null when there was no answer. */
  httpStatus: number | null;
  latencyMs: number;
  /** In words, without anything the receiver said. */
  error: string | null;
  /** The URL itself is one that is never called. */
  refused: boolean;
  /** It was not called: it had become too late for this process to do so. */
  withheld: boolean;
  retryAfterSeconds: number | null;
}

/** Makes one signed call to somebody who wants to be told, bounded in time and in what is read of the answer. */
@Injectable()
export class WebhookCall {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly http: GuardedHttp,
  ) {}

  /** Never throws. A success is any 2xx; a redirect is none, and is not followed. */
  async make(target: CallTarget, id: string, body: string, maySend?: () => boolean): Promise<CallOutcome> {
    const started = performance.now();
    const outcome = (rest: Partial<CallOutcome>): CallOutcome => ({
      delivered: false,
      httpStatus: null,
      latencyMs: Math.round(performance.now() - started),
      error: null,
      refused: false,
      withheld: false,
      retryAfterSeconds: null,
      ...rest,
    });
    try {
      const { status, headers } = await this.http.call({
        method: 'POST',
        url: target.url,
        headers: {
          'Content-Type': 'application/json',
          ...signatureHeaders(id, body, target.secrets),
          ...(target.traceparent && { traceparent: target.traceparent }),
        },
        body,
        timeoutMs: this.settings.callbackTimeoutMs,
        maxBytes: MAX_RESPONSE_BYTES,
        longer: 'cut',
        httpsOnly: this.settings.isProduction,
        ...(maySend && { maySend }),
      });
      const delivered = status >= 200 && status < 300;
      const wait = retryAfterMs(headers['retry-after']);
      return outcome({
        delivered,
        httpStatus: status,
        error: delivered ? null : `it answered ${status}`,
        retryAfterSeconds: wait === null ? null : wait / 1_000,
      });
    } catch (error) {
      const code = error instanceof HttpFailure ? error.code : 'invalid_request';
      return outcome({
        error: `${code}: ${(error as Error).message}`,
        refused: code === 'refused_url',
        withheld: code === 'withheld',
      });
    }
  }
}
