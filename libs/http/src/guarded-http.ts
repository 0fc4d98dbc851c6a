import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { GuardedCallError } from './guarded-call-error.js';
import { guardedLookup, type Resolve } from './guarded-lookup.js';
import { permits, refusedAddress, targetOf, type TargetRules } from './guarded-target.js';

export interface GuardedHttpOptions extends TargetRules {
  /** How names become addresses. Default: the name servers, or the operating system in private networks. */
  resolve?: Resolve;
  /** PEM of authorities to trust besides Node's own. */
  ca?: string;
}

export interface GuardedCall {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** From the call to the last byte that is read, name look-up and redirects included. */
  timeoutMs: number;
  /** So much of an answer is read and no more. */
  maxBytes: number;
  /** What becomes of a longer answer: its beginning counts, or the call fails (`too_large`). */
  longer: 'cut' | 'fail';
  /** So many are followed, each checked as the first address was. 0: a redirect is an answer like any other. */
  maxRedirects: number;
  /** An answer that arrives more slowly than this, not counted its first `afterMs`, ends the call (`too_slow`). */
  slowest?: { bytesPerSecond: number; afterMs: number };
  httpsOnly?: boolean;
  /**
   * Asked before bytes of the answer are kept, for all of them at once where their number was declared; false ends the
   * call (`no_room`).
   */
  admit?(bytes: number): boolean;
  /** Asked just before the first byte is written; false ends the call (`withheld`). */
  mayLeave?(): boolean;
  signal?: AbortSignal;
}

export interface GuardedAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** Where it came from in the end. */
  url: URL;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const IDLE_MS = 4_000;
const PACE_EVERY_MS = 500;

/**
 * HTTP to addresses that users give us. It calls nothing inside private networks (unless they are allowed): the URL is
 * checked, then every address its name resolves to, and at last the address that the connection really has, before
 * a byte is written. No cookie, no credential, no proxy and no compression; bounded in time and size.
 */
export class GuardedHttp {
  private readonly connecting: Pick<https.AgentOptions, 'lookup' | 'ca'>;
  private readonly plainAgent: http.Agent;
  private readonly secureAgent: https.Agent;
  private readonly standing = new WeakSet<Socket>();

  constructor(private readonly options: GuardedHttpOptions) {
    const lookup = guardedLookup(options, options.resolve);
    this.connecting = options.ca ? { lookup, ca: options.ca } : { lookup };
    const kept = {
      keepAlive: true,
      timeout: IDLE_MS,
      maxFreeSockets: 8,
      autoSelectFamilyAttemptTimeout: 1_000,
    };
    this.plainAgent = new http.Agent({ ...kept, lookup });
    this.secureAgent = new https.Agent({ ...kept, ...this.connecting });
  }

  /** @throws GuardedCallError when there is no answer; a status of any kind is one. */
  async call(call: GuardedCall): Promise<GuardedAnswer> {
    const rules = { ...this.options, httpsOnly: call.httpsOnly ?? this.options.httpsOnly };
    const deadline = performance.now() + call.timeoutMs;
    let url = targetOf(call.url, rules);
    for (let hop = 0; ; hop += 1) {
      const answer = await this.exchange(call, url, deadline);
      const location = answer.headers.location;
      if (call.maxRedirects === 0 || !REDIRECTS.has(answer.status) || location === undefined) return answer;
      if (hop === call.maxRedirects)
        throw new GuardedCallError('too_many_redirects', `was redirected more than ${hop} times`);
      if (!URL.canParse(location, url.href))
        throw new GuardedCallError('refused_url', 'was redirected nowhere');
      url = targetOf(new URL(location, url).href, rules);
    }
  }

  /** Closes the idle connections. */
  close(): void {
    this.plainAgent.destroy();
    this.secureAgent.destroy();
  }

  private async exchange(call: GuardedCall, url: URL, deadline: number): Promise<GuardedAnswer> {
    try {
      return await this.once(call, url, deadline);
    } catch (error) {
      // The other side closed an idle connection as we began to use it: that says nothing of the call.
      if (!(error instanceof ClosedWhileIdle)) throw error;
      return this.once(call, url, deadline, true);
    }
  }

  private once(call: GuardedCall, url: URL, deadline: number, fresh = false): Promise<GuardedAnswer> {
    return new Promise((resolve, reject) => {
      const request = this.open(call, url, fresh);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        clearInterval(pace);
        call.signal?.removeEventListener('abort', aborted);
        settle();
      };
      const fail = (error: Error) =>
        end(() => {
          reject(error);
          request.destroy();
        });
      const failWith = (code: string, reason: string) => fail(new GuardedCallError(code, reason));
      const aborted = () => failWith('aborted', 'was given up');
      const timer = setTimeout(
        () => failWith('timeout', `gave no whole answer within ${call.timeoutMs} ms`),
        Math.max(deadline - performance.now(), 0),
      );
      let pace: NodeJS.Timeout | undefined;
      if (call.signal?.aborted) return aborted();
      call.signal?.addEventListener('abort', aborted);

      request.on('socket', (socket) =>
        this.whenStanding(socket, url, () => {
          if (!permits(socket.remoteAddress ?? '', this.options)) return fail(refusedAddress());
          if (call.mayLeave && !call.mayLeave())
            return failWith('withheld', 'it had become too late to call');
          request.end(call.body);
        }),
      );
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (error instanceof GuardedCallError) return fail(error);
        if (request.reusedSocket && error.code === 'ECONNRESET') return fail(new ClosedWhileIdle());
        const code = error.code ?? 'network_error';
        fail(new GuardedCallError(code, `cannot be reached (${code})`, { cause: error }));
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const begun = performance.now();
        const { slowest } = call;
        const isTooSlow = ({ bytesPerSecond, afterMs }: NonNullable<typeof slowest>) => {
          const ms = performance.now() - begun - afterMs;
          return ms > 0 && bytes < (ms / 1_000) * bytesPerSecond;
        };
        if (slowest)
          pace = setInterval(() => {
            if (isTooSlow(slowest)) failWith('too_slow', 'arrives too slowly');
          }, PACE_EVERY_MS);
        const declared = Number(response.headers['content-length'] ?? NaN);
        const tooLarge = () => failWith('too_large', `is larger than ${call.maxBytes} bytes`);
        const noRoom = () => failWith('no_room', 'finds no memory free now');
        if (declared > call.maxBytes && call.longer === 'fail') return tooLarge();
        // What was declared is never exceeded: the parser sees to it.
        const admitted = declared <= call.maxBytes;
        if (admitted && call.admit && !call.admit(declared)) return noRoom();
        const whole = () => {
          const { statusCode: status = 0, headers } = response;
          end(() => resolve({ status, headers, body: Buffer.concat(chunks), url }));
        };
        response.on('data', (chunk: Buffer) => {
          const room = call.maxBytes - bytes;
          if (chunk.length > room && call.longer === 'fail') return tooLarge();
          if (!admitted && call.admit && !call.admit(Math.min(chunk.length, room))) return noRoom();
          chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
          bytes += chunk.length;
          if (bytes <= call.maxBytes) return;
          whole();
          request.destroy();
        });
        response.on('end', whole);
        response.on('error', () => failWith('ECONNRESET', 'broke off its answer'));
      });
    });
  }

  private open({ method, headers, body }: GuardedCall, url: URL, fresh: boolean): http.ClientRequest {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const secure = url.protocol === 'https:';
    const options: https.RequestOptions = {
      method,
      headers: { 'User-Agent': 'Sendstream', 'Accept-Encoding': 'identity', ...headers, ...length },
      ...(fresh
        ? { ...this.connecting, agent: false }
        : { agent: secure ? this.secureAgent : this.plainAgent }),
    };
    return secure ? https.request(url, options) : http.request(url, options);
  }

  private whenStanding(socket: Socket, url: URL, go: () => void): void {
    if (this.standing.has(socket)) return go();
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      this.standing.add(socket);
      go();
    });
  }
}

class ClosedWhileIdle extends Error {}
