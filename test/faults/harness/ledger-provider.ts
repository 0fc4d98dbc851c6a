import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../tools/src/services/free-port.js';
import { ANSWER, type ProviderBehaviour, type BehaviourOf } from './provider-behaviour.js';
import { Ledger, type LedgerEntry, type SendRequest } from './ledger.js';
import { EDGES, readRequest } from './edges.js';
import { twilioLists } from './provider-edge.js';

/** A private key and its certificate, as PEM. */
export interface TlsIdentity {
  key: string;
  cert: string;
}

/**
 * Twilio, SendGrid, Vonage and SES in one: their paths over HTTPS, with a ledger of every message taken over. What it does
 * with a request is up to `behaviour`; what it took stays taken.
 */
export class LedgerProvider {
  behaviour: BehaviourOf = ANSWER;
  /** Called when a message was taken, before it is answered. */
  onTaken: (entry: LedgerEntry) => Promise<void> | void = () => undefined;
  /** Requests to send that arrived, taken or not. */
  requests = 0;
  private held: (() => void)[] = [];
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly port: number,
    private readonly identity: TlsIdentity,
    readonly ledger: Ledger,
  ) {}

  /** `ledger`: one that it shares with others. */
  static async start(identity: TlsIdentity, ledger = new Ledger()): Promise<LedgerProvider> {
    const provider = new LedgerProvider(await freePort(), identity, ledger);
    await provider.up();
    return provider;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** How many taken messages wait for `release`. */
  get holding(): number {
    return this.held.length;
  }

  /** Answers everything on `hold`. */
  release(): void {
    for (const answer of this.held.splice(0)) answer();
  }

  /** Answers again; `as` somebody nobody trusts, if so told. */
  async up(as: TlsIdentity = this.identity): Promise<void> {
    this.server = createServer(as, (request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
    const server = this.server.listen(this.port, '127.0.0.1');
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise((resolve) => server.once('listening', resolve));
  }

  /** Cuts every connection; the port refuses. */
  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', this.url);
    if (request.method === 'GET') twilioLists(this.ledger, url, response);
    else await this.receive(readRequest(url.pathname, body), response);
  }

  private async receive(request: SendRequest, response: ServerResponse): Promise<void> {
    this.requests += 1;
    await this.act(this.behaviour(request), request, response);
  }

  private async act(
    behaviour: ProviderBehaviour,
    request: SendRequest,
    response: ServerResponse,
  ): Promise<void> {
    const { accepts, refuses } = EDGES[request.provider];
    switch (behaviour.kind) {
      case 'answer': {
        const entry = await this.take(request);
        if (behaviour.afterMs) await delay(behaviour.afterMs);
        return accepts(response, entry);
      }
      case 'take late':
        await delay(behaviour.afterMs);
        return accepts(response, await this.take(request));
      case 'hold': {
        const entry = await this.take(request);
        this.held.push(() => accepts(response, entry));
        return;
      }
      case 'hang':
        await this.take(request);
        return;
      case 'cut':
        await this.take(request);
        response.destroy();
        return;
      case 'garbage':
        if (behaviour.taken) await this.take(request);
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"sid": "SM');
        return;
      case 'refuse':
        return refuses(response, behaviour);
    }
  }

  private async take(request: SendRequest): Promise<LedgerEntry> {
    const entry = this.ledger.take(request);
    await this.onTaken(entry);
    return entry;
  }
}
