import net, { type AddressInfo } from 'node:net';

/** What is written at one place of a dialogue, one piece after the other; `end` and `cut`: and the connection is closed. */
type Piece = string | Buffer | 'end' | 'cut';
/** `content`: as soon as the first bytes of a mail have come; the rest is then read by nobody. */
export type Place = 'greeting' | 'EHLO' | 'HELO' | 'MAIL' | 'RCPT' | 'DATA' | 'content' | 'answer' | 'RSET';
export type Replies = Partial<Record<Place, Piece[]>>;

const USUAL: Record<Place, Piece[]> = {
  greeting: ['220 mail.example ESMTP\r\n'],
  EHLO: ['250-mail.example\r\n250 8BITMIME\r\n'],
  HELO: ['250 mail.example\r\n'],
  MAIL: ['250 2.1.0 Ok\r\n'],
  RCPT: ['250 2.1.5 Ok\r\n'],
  DATA: ['354 Go ahead\r\n'],
  content: [],
  answer: ['250 2.0.0 Ok: queued as 4bXyz\r\n'],
  RSET: ['250 Ok\r\n'],
};
const END_OF_MAIL = '\r\n.\r\n';

/** A mail server that says what it is told to, right or wrong: no library would. */
export class ScriptedSmtp {
  replies: Replies = {};
  /** That came whole. */
  mails: string[] = [];
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer((socket) => this.serve(socket));

  static async start(): Promise<ScriptedSmtp> {
    const made = new ScriptedSmtp();
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Forgets what was, and ends all connections. */
  reset(): void {
    [this.replies, this.mails] = [{}, []];
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: net.Socket): void {
    let [buffer, isContent] = ['', false];
    this.sockets.add(socket.on('error', () => undefined));
    const line = (end: number, ending: string) => {
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + ending.length);
      return text;
    };
    socket.on('data', (chunk) => {
      if (isContent && this.replies.content) {
        this.say(socket, 'content');
        return void socket.pause();
      }
      buffer += chunk.toString('latin1');
      for (;;) {
        const ending = isContent ? END_OF_MAIL : '\r\n';
        const end = buffer.indexOf(ending);
        if (end < 0) return;
        const text = line(end, ending);
        if (isContent) this.mails.push(text);
        const verb = isContent ? 'answer' : text.slice(0, 4).toUpperCase();
        isContent = verb === 'DATA' && String((this.replies.DATA ?? USUAL.DATA)[0]).startsWith('354');
        if (verb in USUAL) this.say(socket, verb as Place);
        else socket.write('502 5.5.2 What?\r\n');
      }
    });
    this.say(socket, 'greeting');
  }

  private say(socket: net.Socket, place: Place): void {
    for (const piece of this.replies[place] ?? USUAL[place]) {
      if (piece === 'end') socket.end();
      else if (piece === 'cut') socket.destroy();
      else if (socket.writable) socket.write(piece);
    }
  }
}
