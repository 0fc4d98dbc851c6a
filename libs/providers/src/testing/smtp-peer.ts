import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { selfSigned } from '../../../http/src/testing/self-signed.js';

/** What the server does at one place of a dialogue: replies so, closes the connection, or says nothing. */
export type Turn = [code: number, words: string] | 'cut' | 'silent';

/** Where it does anything but go on. */
export interface SmtpScript {
  connect?: Turn;
  login?: Turn;
  mail?: Turn;
  /** By address; of `*` any. */
  rcpt?: Record<string, Turn>;
  /** Once so many bytes of a mail have come. */
  content?: { after: number; turn: Turn };
  /** To a mail that came whole. */
  answer?: Turn;
}

/** A mail that came whole. */
export interface SeenMail {
  from: string;
  to: string[];
  /** Parameters of MAIL and RCPT (RFC 3461). */
  dsn: unknown;
  isSecure: boolean;
  user: string | null;
  content: string;
}

export interface SmtpPeerOptions {
  user?: string;
  password?: string;
  /** TLS from the first byte on. */
  isSecure?: boolean;
  /** No STARTTLS, no DSN, no PIPELINING: of the last century. */
  isPlain?: boolean;
  size?: number;
}

/** A mail server of the test's own: a real one that keeps what came and does as its script says. */
export class SmtpPeer {
  readonly mails: SeenMail[] = [];
  connections = 0;
  script: SmtpScript = {};

  private constructor(
    private readonly server: SMTPServer,
    /** Of its certificate, as PEM. */
    readonly ca: string,
  ) {}

  static async start(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
    const { user, password = '', isSecure = false, isPlain = false, size } = options;
    const { key, cert } = selfSigned();
    const server: SMTPServer = new SMTPServer({
      ...{ key, cert, secure: isSecure, authOptional: true, allowInsecureAuth: true, logger: false },
      ...{ hideENHANCEDSTATUSCODES: true, hideDSN: isPlain, hideSTARTTLS: isPlain, hidePIPELINING: isPlain },
      disabledCommands: [...(user === undefined ? ['AUTH'] : []), ...(isPlain ? ['STARTTLS'] : [])],
      ...(size !== undefined && { size, hideSize: isPlain }),
      closeTimeout: 1,
      onConnect: (session, done) => peer.turn(session, peer.script.connect, done),
      onAuth(auth, session, done) {
        const isOurs = auth.username === user && auth.password === password;
        const wrong: Turn | undefined = isOurs ? undefined : [535, '5.7.8 Bad credentials'];
        peer.turn(session, peer.script.login ?? wrong, (error) => done(error, { user: auth.username }));
      },
      onMailFrom: (_address, session, done) => peer.turn(session, peer.script.mail, done),
      onRcptTo({ address }, session, done) {
        const { rcpt = {} } = peer.script;
        peer.turn(session, rcpt[address] ?? rcpt['*'], done);
      },
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        let bytes = 0;
        stream.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          const { content } = peer.script;
          if (content && bytes >= content.after && content.turn === 'cut') peer.cut(session);
        });
        stream.on('end', () => {
          peer.mails.push(seenMail(session, Buffer.concat(chunks).toString('utf8')));
          peer.turn(session, peer.script.answer, done);
        });
        stream.on('error', () => undefined);
      },
    });
    const peer = new SmtpPeer(server, cert);
    // Connections are cut on purpose.
    server.on('error', () => undefined);
    server.server.on('connection', () => (peer.connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return peer;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Ends the connections too; afterwards the port refuses. */
  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  cutAll(): void {
    // The upper socket of two: Node does not bear that the one below TLS is destroyed.
    for (const { _socket } of this.server.connections) _socket.destroy();
  }

  private turn(session: SMTPServerSession, turn: Turn | undefined, done: (error?: Error) => void): void {
    if (turn === undefined) return done();
    if (turn === 'cut') return this.cut(session);
    if (turn === 'silent') return;
    const [responseCode, words] = turn;
    done(Object.assign(new Error(words), { responseCode }));
  }

  private cut(session: SMTPServerSession): void {
    for (const connection of this.server.connections)
      if (connection.session.id === session.id) connection._socket.destroy();
  }
}

function seenMail({ envelope, secure, user }: SMTPServerSession, content: string): SeenMail {
  const { mailFrom, rcptTo, dsn } = envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    dsn: { mail: dsn, rcpt: rcptTo.map((each) => each.dsn) },
    isSecure: secure,
    user: typeof user === 'string' ? user : null,
    content,
  };
}
