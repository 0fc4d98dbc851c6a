import { connect, type Socket } from 'node:net';
import { eventually } from './eventually.js';

/** A connection on which a test writes what it likes. It ends its own side only when it is told to. */
export class RawConnection {
  /** All that came back. */
  answer = '';
  /** The other side has ended: by the end of its answer, or by breaking the connection. */
  ended = false;
  /** What is written is not taken any more. */
  broken = false;
  private readonly socket: Socket;

  /** `localAddress`: where it comes from, for instance 127.0.0.2. */
  constructor(url: string, localAddress?: string) {
    const { port } = new URL(url);
    const options = { host: '127.0.0.1', port: Number(port), localAddress, allowHalfOpen: true };
    this.socket = connect(options)
      .setEncoding('latin1')
      .on('data', (chunk: string) => (this.answer += chunk))
      .on('end', () => (this.ended = true))
      .on('error', () => (this.ended = this.broken = true))
      .on('close', () => (this.ended = true));
  }

  write(text: string | Buffer): this {
    if (!this.socket.destroyed) this.socket.write(text);
    return this;
  }

  /** Reads nothing of what comes from now on. */
  stopReading(): this {
    this.socket.pause();
    return this;
  }

  /** Writes again and again, until it is not taken any more. */
  async dripUntilBroken(text: string, withinMs?: number): Promise<void> {
    await eventually(() => {
      this.write(text);
      expect(this.broken).toBe(true);
    }, withinMs);
  }

  /** Waits until this has come back. */
  async until(expected: RegExp, withinMs?: number): Promise<void> {
    await eventually(() => expect(this.answer).toMatch(expected), withinMs);
  }

  async untilEnded(withinMs?: number): Promise<void> {
    await eventually(() => expect(this.ended).toBe(true), withinMs);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The head of a POST, ready for its body. */
export function postHead(path: string, headers: Record<string, string | number>): string {
  const lines = Object.entries({ host: 'api', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** A piece of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
