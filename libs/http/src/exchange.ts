import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Connections } from './connections.js';
import type { HttpCall } from './http-call.js';
import { HttpFailure } from './http-failure.js';
import { sendPermission, type MaySend } from './send-permission.js';

const SWITCHING_PROTOCOLS = 101;

/** The other side closed a kept connection as we began to use it: that says nothing of the call. */
export class ClosedWhileIdle extends HttpFailure {}

/** How what reads an answer and the exchange tell each other how it goes. */
interface ExchangeControl<T> {
  /** The exchange has this result. What still arrives of it has to do so within its time. */
  answer(result: T): void;
  /** Nothing more is to come. */
  over(): void;
  /** Ends the exchange. */
  fail(code: string, reason: string): void;
  /** Calls `listener` at the end, with the failure where it ended by one. */
  onEnd(listener: (failure: HttpFailure | null) => void): void;
}

/** Reads an answer of which nothing was read yet. */
export type ReadAnswer<T> = (response: IncomingMessage, control: ExchangeControl<T>) => void;

export interface ExchangePlan {
  call: HttpCall;
  url: URL;
  headers: Record<string, string>;
  /** By the steady clock, in milliseconds. */
  deadline: number;
  /** It was redirected here: the request has left already. */
  redirected: boolean;
  /** On a connection of its own. */
  fresh: boolean;
  /** Looks at the connection before a byte is written. */
  refusalOf(socket: Socket): HttpFailure | null;
}

/**
 * One request and its answer: no retry, no redirect.
 *
 * What sets it apart from a general client: it knows whether the request left. Nothing is written before the
 * connection stands (for TLS: before the peer's certificate was checked), so until then a failure proves that
 * the other side never saw the request. From the first write on nothing can be proved, and it counts as left.
 * @throws (rejects with) HttpFailure.
 */
export function exchange<T>(connections: Connections, plan: ExchangePlan, read: ReadAnswer<T>): Promise<T> {
  return new Promise((resolve, reject) => new Exchange(connections, plan, read, resolve, reject).begin());
}

class Exchange<T> implements ExchangeControl<T> {
  private readonly request: ClientRequest;
  private readonly maySend: MaySend;
  private timer: NodeJS.Timeout | undefined;
  private response: IncomingMessage | undefined;
  private left: boolean;
  private ended = false;
  private readonly listeners: ((failure: HttpFailure | null) => void)[] = [];

  constructor(
    private readonly connections: Connections,
    private readonly plan: ExchangePlan,
    private readonly read: ReadAnswer<T>,
    readonly answer: (result: T) => void,
    private readonly reject: (failure: HttpFailure) => void,
  ) {
    const { call, url, headers, fresh, redirected } = plan;
    this.left = redirected;
    this.maySend = call.maySend ?? sendPermission();
    try {
      this.request = connections.open(url, { method: call.method, headers }, fresh);
    } catch (error) {
      throw new HttpFailure('invalid_request', (error as Error).message, redirected, { cause: error });
    }
  }

  begin(): void {
    const { call, url, deadline } = this.plan;
    this.timer = setTimeout(() => this.timeOut(), Math.max(deadline - performance.now(), 0));
    call.signal?.addEventListener('abort', this.abort);
    this.request.on('error', (error) => this.broken(error));
    this.request.on('socket', (socket) =>
      this.connections.whenStanding(socket, url, () => this.write(socket)),
    );
    this.request.on('response', (response) => {
      this.response = response;
      // Nobody asked for another protocol, and what follows on this connection is none of an answer.
      if (response.statusCode === SWITCHING_PROTOCOLS)
        return this.fail('protocol_changed', 'changed to another protocol');
      response.on('error', (error) => this.broken(error));
      this.read(response, this);
    });
    if (call.signal?.aborted) this.abort();
  }

  over(): void {
    this.end(null);
  }

  readonly fail = (code: string, reason: string): void =>
    this.failWith(new HttpFailure(code, reason, this.left));

  onEnd(listener: (failure: HttpFailure | null) => void): void {
    this.listeners.push(listener);
  }

  private failWith(failure: HttpFailure): void {
    if (this.ended) return;
    this.end(failure);
    this.reject(failure);
    this.request.destroy();
  }

  private end(failure: HttpFailure | null): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.plan.call.signal?.removeEventListener('abort', this.abort);
    for (const listener of this.listeners) listener(failure);
  }

  private readonly abort = (): void => this.fail('aborted', 'was given up');

  private timeOut(): void {
    const { timeoutMs } = this.plan.call;
    if (this.left) this.fail('timeout', `gave no whole answer within ${timeoutMs} ms`);
    else this.fail('connect_timeout', `could not be reached within ${timeoutMs} ms`);
  }

  private write(socket: Socket): void {
    if (this.ended) return;
    const refusal = this.plan.refusalOf(socket);
    if (refusal) return this.failWith(refusal);
    if (!this.maySend()) return this.fail('withheld', 'was not called: it had become too late');
    this.left = true;
    this.request.end(this.plan.call.body);
  }

  private broken(error: NodeJS.ErrnoException): void {
    if (error instanceof HttpFailure) return this.failWith(error);
    const code = error.code ?? 'network_error';
    const isKeptOne = this.request.reusedSocket && !this.response && code === 'ECONNRESET';
    const Failure = isKeptOne ? ClosedWhileIdle : HttpFailure;
    const words = this.left ? 'gave no whole answer' : 'cannot be reached';
    this.failWith(new Failure(code, `${words} (${code})`, this.left, { cause: error }));
  }
}
