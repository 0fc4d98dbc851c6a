import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';

export interface ConnectionOptions {
  /** Connections to one host at once; a call beyond that waits for a free one, inside its time. Default: any number. */
  maxSockets?: number;
  /** So many unused connections to one host are kept. Default: `maxSockets`, or 8. */
  maxFreeSockets?: number;
  /** How long an unused connection is kept. Default 4 s: shorter than the 5 s after which a Node server closes it. */
  idleMs?: number;
  /** PEM of authorities to trust besides Node's own. */
  ca?: string;
}

const IDLE_MS = 4_000;
const MAX_FREE_SOCKETS = 8;

/** Kept-alive connections, plain and TLS, that tell when they stand. */
export class Connections {
  private readonly own: Pick<https.AgentOptions, 'lookup' | 'ca'>;
  private readonly plainAgent: http.Agent;
  private readonly secureAgent: https.Agent;
  private readonly standing = new WeakSet<Socket>();
  /** What Node makes of a URL, kept as long as it: providers are called at the same one again and again. */
  private readonly places = new WeakMap<URL, https.RequestOptions>();

  /** `lookup`: how names become addresses. Default: as the operating system has it. */
  constructor({ maxSockets, maxFreeSockets, idleMs, ca }: ConnectionOptions, lookup?: LookupFunction) {
    this.own = { ...(lookup && { lookup }), ...(ca !== undefined && { ca }) };
    const options: https.AgentOptions = {
      keepAlive: true,
      ...(maxSockets !== undefined && { maxSockets }),
      maxFreeSockets: maxFreeSockets ?? maxSockets ?? MAX_FREE_SOCKETS,
      // A socket's own idle time: the agent closes free sockets by it and leaves busy ones alone.
      timeout: idleMs ?? IDLE_MS,
      // Node's 250 ms is less than one round trip across an ocean.
      autoSelectFamilyAttemptTimeout: 1_000,
      ...this.own,
    };
    this.plainAgent = new http.Agent(options);
    this.secureAgent = new https.Agent(options);
  }

  /** `fresh`: on a connection of its own. @throws when HTTP cannot carry it: Node names the header, not its value. */
  open(
    url: URL,
    options: Pick<https.RequestOptions, 'method' | 'headers'>,
    fresh: boolean,
  ): http.ClientRequest {
    const secure = url.protocol === 'https:';
    const own = fresh
      ? { ...this.own, agent: false }
      : { agent: secure ? this.secureAgent : this.plainAgent };
    return (secure ? https : http).request({ ...this.placeOf(url), ...options, ...own });
  }

  private placeOf(url: URL): https.RequestOptions {
    const known = this.places.get(url);
    if (known) return known;
    const place = urlToHttpOptions(url);
    this.places.set(url, place);
    return place;
  }

  /** Calls `go` once the connection stands; for TLS once the peer's certificate was checked. At once if it does already. */
  whenStanding(socket: Socket, url: URL, go: () => void): void {
    if (this.standing.has(socket)) return go();
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      this.standing.add(socket);
      go();
    });
  }

  /** Closes the idle ones. */
  close(): void {
    this.plainAgent.destroy();
    this.secureAgent.destroy();
  }
}
