import { Agent, request } from 'node:http';
import { BODY, recipient, RECIPIENTS, SENDER } from './recipients.js';

/** Shorter than the 5 s after which a Node server closes a connection that nobody uses. */
const IDLE_MS = 4_000;

/** Posts single messages over kept-alive connections. */
export class MessageClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 200, noDelay: true, timeout: IDLE_MS });

  constructor(
    private readonly url: string,
    private readonly random: () => number,
  ) {}

  /** Resolves once the whole answer is there. `fields`: besides the usual ones. @throws Error when it is no 201. */
  send(fields: { body?: string; priority?: string } = {}): Promise<void> {
    const to = recipient(Math.floor(this.random() * RECIPIENTS));
    const body = JSON.stringify({ type: 'sms', from: SENDER, to, body: BODY, ...fields });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const call = request(this.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () =>
          response.statusCode === 201 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
