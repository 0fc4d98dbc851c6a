import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
  path: string;
  headers: Record<string, string>;
  body: string;
  at: number;
}

/** What a receiver answers: a status, or anything it likes to do with the response. */
export type Reaction = number | ((response: http.ServerResponse) => void);

/** A user's end of outgoing webhooks: takes only what the public `standardwebhooks` package verifies. */
export class WebhookReceiver {
  /** Every verified call, in the order of arrival, whatever it was answered. */
  readonly received: ReceivedWebhook[] = [];
  /** Calls whose signature was not good. */
  readonly forged: string[] = [];
  /** Decides the answer to each verified call; default 204. */
  react: (webhook: ReceivedWebhook) => Reaction = () => 204;
  secrets: string[] = [];

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = http.createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => receiver.take(request, Buffer.concat(chunks).toString('utf8'), response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Calls that were answered with a success, of this message, in order. */
  typesOf(messageId: string): string[] {
    return this.received.filter(({ data }) => data.id === messageId).map(({ type }) => type);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private take(request: http.IncomingMessage, body: string, response: http.ServerResponse): void {
    const headers = request.headers as Record<string, string>;
    if (!this.secrets.some((secret) => isSigned(secret, body, headers))) {
      this.forged.push(body);
      response.writeHead(401).end();
      return;
    }
    const said = JSON.parse(body) as Pick<ReceivedWebhook, 'type' | 'timestamp' | 'data'>;
    const id = headers['webhook-id'] as string;
    const webhook = { ...said, id, path: request.url ?? '', headers, body, at: performance.now() };
    this.received.push(webhook);
    const reaction = this.react(webhook);
    if (typeof reaction === 'number') response.writeHead(reaction).end();
    else reaction(response);
  }
}

export function isSigned(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
