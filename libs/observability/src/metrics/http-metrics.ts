import type { IncomingMessage, ServerResponse } from 'node:http';
import { Counter, Histogram, type Registry } from 'prom-client';

/** What Express knows of a request whose route it has found. */
interface Routed extends IncomingMessage {
  route?: { path: unknown };
}

/** When a request came, on its answer. */
const CAME = Symbol('came');
type Timed = ServerResponse & { [CAME]?: number };

/** Requests to this app. */
export class HttpMetrics {
  private readonly seconds: Histogram<'method' | 'route' | 'status'>;
  private readonly limitedTotal: Counter<'group'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'sendstream_http_request_seconds',
      help: 'Requests, from their headers to the end of their answer; route `none`: there was no such route.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.limitedTotal = new Counter({
      name: 'sendstream_rate_limited_total',
      help: 'Requests refused with 429 because a key or an address had used up its limit, by group of routes.',
      labelNames: ['group'],
      registers,
    });
  }

  /** A request has come: it is counted when it is answered, and not at all when whoever asked goes away before. */
  came(response: ServerResponse): void {
    (response as Timed)[CAME] = performance.now();
    // One function for all requests: it is called on the answer itself.
    response.on('finish', this.answered);
  }

  /** A request was over the limit of its group of routes. */
  limited(group: string): void {
    this.limitedTotal.inc({ group });
  }

  private readonly answered = this.answeredOn();

  private answeredOn(): (this: ServerResponse) => void {
    const observe = (response: Timed) => this.observe(response);
    return function (this: ServerResponse) {
      observe(this);
    };
  }

  private observe(response: Timed): void {
    const { method = '', route } = response.req as Routed;
    const status = response.statusCode;
    const seconds = (performance.now() - (response[CAME] as number)) / 1_000;
    // A method that no route has may be anything.
    const labels =
      route === undefined
        ? { method: 'any', route: 'none', status }
        : { method, route: String(route.path), status };
    this.seconds.observe(labels, seconds);
  }
}
