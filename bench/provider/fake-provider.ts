import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FakeProviderOptions {
  /** Every answer is held back for so long. */
  delayMs: number;
  /** Called when a request has arrived, before it is answered. */
  onRequest?: () => void;
  /** Called with the form of each message, before it is answered. */
  onMessage?: (form: URLSearchParams) => void;
}

/** Twilio's Messages resource as cheap as it can be: takes every message, checks nothing, keeps connections alive. */
export class FakeProvider {
  private readonly server: Server;
  private readonly prefix = `SM${randomBytes(10).toString('hex')}`;
  private taken = 0;

  constructor({ delayMs, onRequest, onMessage }: FakeProviderOptions) {
    this.server = createServer((request, response) => {
      onRequest?.();
      if (request.method === 'GET') {
        response.end(String(this.taken));
        return;
      }
      const chunks: Buffer[] = [];
      if (onMessage) request.on('data', (chunk: Buffer) => chunks.push(chunk));
      else request.resume();
      request.on('end', () => {
        onMessage?.(new URLSearchParams(Buffer.concat(chunks).toString()));
        const answer = this.created();
        const send = () =>
          response
            .writeHead(201, {
              'Content-Type': 'application/json',
              'Content-Length': Buffer.byteLength(answer),
            })
            .end(answer);
        if (delayMs === 0) send();
        else void sleep(delayMs).then(send);
      });
    });
    this.server.keepAliveTimeout = 65_000;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The fields of a message resource just created; https://www.twilio.com/docs/messaging/api/message-resource */
  private created(): string {
    this.taken += 1;
    const sid = `${this.prefix}${this.taken.toString(16).padStart(12, '0')}`;
    return JSON.stringify({
      account_sid: ACCOUNT,
      api_version: '2010-04-01',
      body: 'Your code is 123456. It is valid for ten minutes; do not share it with anybody.',
      date_created: 'Thu, 24 Aug 2023 05:01:45 +0000',
      date_sent: null,
      date_updated: 'Thu, 24 Aug 2023 05:01:45 +0000',
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: '+15550000000',
      messaging_service_sid: null,
      num_media: '0',
      num_segments: '1',
      price: null,
      price_unit: 'USD',
      sid,
      status: 'queued',
      subresource_uris: { media: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sid}/Media.json` },
      to: '+15551000000',
      uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sid}.json`,
    });
  }
}

const ACCOUNT = `AC${'0'.repeat(32)}`;
