import { type ConnectionOptions, type HttpAnswer, type HttpCall, HttpClient } from '#http';
import { decodedAnswer } from './decoded-answer.js';

export interface ProviderHttpOptions extends ConnectionOptions {
  /** From a call to the last byte of its answer, connecting included. */
  timeoutMs: number;
}

/** More than any answer a provider gives. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/** Calls of a provider's API: no retry and no redirect, in whatever time its settings give it. */
export class ProviderHttp {
  private readonly client: HttpClient;
  private readonly limits: Pick<HttpCall, 'timeoutMs' | 'maxBytes'>;

  constructor({ timeoutMs, ...connections }: ProviderHttpOptions) {
    this.client = new HttpClient(connections);
    this.limits = { timeoutMs, maxBytes: MAX_RESPONSE_BYTES };
  }

  /** @throws HttpFailure when no whole answer came; it says whether the request can have left. */
  call(call: Pick<HttpCall, 'method' | 'url' | 'headers' | 'body'>): Promise<HttpAnswer> {
    return this.client
      .call({ ...this.limits, ...call })
      .then((answer) => decodedAnswer(answer, MAX_RESPONSE_BYTES));
  }

  /** Closes the idle connections. */
  close(): void {
    this.client.close();
  }
}
