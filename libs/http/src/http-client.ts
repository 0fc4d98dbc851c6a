import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionOptions, Connections } from './connections.js';
import { ClosedWhileIdle, exchange, type ExchangePlan, type ReadAnswer } from './exchange.js';
import { guardedLookup, type Resolve } from './guarded-lookup.js';
import { permits, refusedAddress, refusedUrl, targetOf, type TargetRules } from './guarded-target.js';
import type { HttpAnswer, HttpCall, HttpDownload } from './http-call.js';
import { HttpFailure } from './http-failure.js';
import { type AnswerReader, readStream, readWhole } from './read-answer.js';

export interface HttpClientOptions extends ConnectionOptions {
  /** Go with every request, unless its call has others. */
  headers?: Record<string, string>;
  /**
   * Which addresses may be called: the URL is checked, then every address its name resolves to, and at last the address
   * that the connection really has, before a byte is written. Default: all.
   */
  targets?: TargetRules;
  /** How names become addresses where `targets` are given. Default: see {@link guardedLookup}. */
  resolve?: Resolve;
  /** A request that met a kept connection just being closed is made once more. Only for what may be done twice. */
  callAgain?: boolean;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

class Redirect {
  constructor(readonly location: string) {}
}

/**
 * The one way to call others over HTTP: kept-alive connections; no cookie, no proxy and no compression; each call bounded
 * in time and size. A failure says whether the request can have left.
 */
export class HttpClient {
  private readonly connections: Connections;
  private lastTarget: { text: string; url: URL } | undefined;

  constructor(private readonly options: HttpClientOptions = {}) {
    const { targets, resolve } = options;
    this.connections = new Connections(options, targets && guardedLookup(targets, resolve));
  }

  /** The whole answer; a status of any kind is one. @throws HttpFailure when there is none. */
  call(call: HttpCall): Promise<HttpAnswer> {
    return this.follow(call, readWhole);
  }

  /** The answer as it arrives. Whoever gets it reads its content to the end, or destroys it. @throws HttpFailure. */
  download(call: HttpCall): Promise<HttpDownload> {
    return this.follow(call, readStream);
  }

  /** Closes the idle connections. */
  close(): void {
    this.connections.close();
  }

  private async follow<T>(call: HttpCall, reader: AnswerReader<T>): Promise<T> {
    const { maxRedirects = 0, timeoutMs } = call;
    const deadline = performance.now() + timeoutMs;
    let url = this.target(call.url, call);
    for (let hop = 0; ; hop += 1) {
      const redirected = hop > 0;
      const headers = this.headersOf(call, redirected);
      const plan = { call, url, headers, deadline, redirected, fresh: false, refusalOf: this.refusalOf };
      const read = reader(call, url);
      const result = await this.exchange(plan, maxRedirects === 0 ? read : orRedirect(read));
      if (!(result instanceof Redirect)) return result;
      if (hop === maxRedirects)
        throw new HttpFailure('too_many_redirects', `was redirected more than ${hop} times`, true);
      if (!URL.canParse(result.location, url.href)) throw refusedUrl('was redirected nowhere');
      url = this.target(new URL(result.location, url), call);
    }
  }

  private exchange<T>(plan: ExchangePlan, read: ReadAnswer<T>): Promise<T> {
    const answer = exchange(this.connections, plan, read);
    if (this.options.callAgain !== true) return answer;
    return answer.catch((error: unknown) => {
      if (!(error instanceof ClosedWhileIdle)) throw error;
      return exchange(this.connections, { ...plan, fresh: true }, read);
    });
  }

  /** @throws HttpFailure for an address that may not be called. */
  private target(to: string | URL, { httpsOnly, permitsUrl }: HttpCall): URL {
    const { targets } = this.options;
    const rules = targets && { ...targets, httpsOnly: httpsOnly ?? targets.httpsOnly };
    const url = rules ? targetOf(String(to), rules) : this.urlOf(to);
    if (permitsUrl && !permitsUrl(url)) throw refusedUrl('leads to an address that may not be called');
    return url;
  }

  /** A provider is called at one URL for message after message. */
  private urlOf(to: string | URL): URL {
    if (typeof to !== 'string') return to;
    if (this.lastTarget?.text !== to) this.lastTarget = { text: to, url: new URL(to) };
    return this.lastTarget.url;
  }

  private readonly refusalOf = (socket: Socket): HttpFailure | null => {
    const { targets } = this.options;
    return targets && !permits(socket.remoteAddress ?? '', targets) ? refusedAddress() : null;
  };

  private headersOf({ headers, body }: HttpCall, redirected: boolean): Record<string, string> {
    const all: Record<string, string> = { ...this.options.headers, ...headers };
    if (redirected) delete all.Authorization;
    if (body !== undefined) all['Content-Length'] = String(Buffer.byteLength(body));
    return all;
  }
}

function orRedirect<T>(read: ReadAnswer<T>): ReadAnswer<T | Redirect> {
  return (response: IncomingMessage, control) => {
    const { statusCode = 0, headers } = response;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return read(response, control);
    control.answer(new Redirect(headers.location));
    control.over();
    response.destroy();
  };
}
