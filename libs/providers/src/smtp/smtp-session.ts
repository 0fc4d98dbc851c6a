import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { failureOf, rejectionsOf } from './library-failure.js';
import { readReply, SmtpFailure, type SmtpPhase, type SmtpReply } from './smtp-failure.js';
import { dsnOf, type SmtpMail } from './smtp-mail.js';

/** Where and how a mail server is called. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte on; otherwise by STARTTLS, where the server has it. */
  isSecure: boolean;
  /** Neither a password nor a mail goes without TLS. */
  requiresTls: boolean;
  /** Null: it wants no login. */
  login: { user: string; pass: string } | null;
  /** PEM of authorities to trust besides Node's own. */
  ca?: string;
}

type Done<T> = (error?: Error | null, result?: T) => void;

/** Larger than any answer that is meant for us. */
const MAX_REPLY_BYTES = 64 * 1024;
const ASKS_FOR_MAIL = /^354(?:\s|-|$)/;
const CHUNK_BYTES = 64 * 1024;
/** Beyond our own deadline, which always ends first. */
const BEYOND_MS = 5_000;

/**
 * A connection to a mail server, greeted, encrypted and logged in, for one mail after another. At every moment it is known
 * whether the end of a mail can have been written: that tells a mail that was not taken from one of which nobody knows.
 */
export class SmtpSession {
  /** Mails handed over on it. */
  mails = 0;
  private phase: SmtpPhase = 'connect';
  private isUsable = true;
  private failStep: ((failure: SmtpFailure) => void) | null = null;

  private constructor(
    private readonly connection: SMTPConnection,
    private readonly socket: Socket,
  ) {
    connection.on('error', (error: Error) => this.fail(failureOf(error, this.phase)));
    // The library first closes, and then tells what the server said.
    connection.on('end', () =>
      queueMicrotask(() => this.fail(new SmtpFailure(this.phase, 'ECONNRESET', 'closed the connection'))),
    );
  }

  /** `deadline`: by the steady clock, in milliseconds. @throws SmtpFailure. */
  static async open(server: SmtpServer, deadline: number): Promise<SmtpSession> {
    const { host, port, isSecure, requiresTls, login, ca } = server;
    const libraryMs = Math.max(deadline - performance.now(), 0) + BEYOND_MS;
    const socket = new Socket();
    const connection = new SMTPConnection({
      ...{ host, port, secure: isSecure, requireTLS: requiresTls, socket },
      ...{ connectionTimeout: libraryMs, greetingTimeout: libraryMs, dnsTimeout: libraryMs },
      socketCloseTimeout: 0,
      maxResponseSize: MAX_REPLY_BYTES,
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    });
    const session = new SmtpSession(connection, socket);
    await session.step(deadline, (done) => connection.connect(done));
    if (login !== null) await session.logIn(login, deadline);
    return session;
  }

  /** Whether another mail may be handed over. */
  get isOpen(): boolean {
    return this.isUsable;
  }

  /**
   * Hands a mail over. `maySend` is asked when the server wants the mail, before the first byte of it is written. Answers what
   * the server said on taking it; after a failure another mail may pass where `isOpen` says so.
   * @throws SmtpFailure, of code `withheld` where `maySend` said no.
   */
  async send(mail: SmtpMail, maySend: () => boolean, deadline: number): Promise<SmtpReply> {
    this.socket.ref();
    this.phase = 'envelope';
    const { from, to, copies, content } = mail;
    // The library notes in it which recipients were refused.
    const envelope = { from, to: [to, ...copies], size: content.length, dsn: dsnOf(mail) };
    const stream = this.streamOf(content, () => {
      const refused = rejectionsOf(envelope).find(({ recipient }) => recipient === to);
      if (refused) return failureOf(refused, this.phase);
      // The library begins after any 2xx too: whoever has not asked for a mail takes its lines for commands.
      if (!ASKS_FOR_MAIL.test(String(this.connection.lastServerResponse)))
        return new SmtpFailure('envelope', 'unreadable_answer', 'did not ask for the mail');
      return maySend()
        ? null
        : new SmtpFailure('envelope', 'withheld', 'was not given the mail: it had become too late');
    });
    try {
      const { response } = await this.step<{ response: string }>(deadline, (done) =>
        this.connection.send(envelope, stream, done),
      );
      const reply = readReply(response);
      if (!this.isWritten)
        throw new SmtpFailure('content', 'unreadable_answer', 'answered before it had the mail');
      if (reply === null)
        throw new SmtpFailure('answer', 'unreadable_answer', 'gave no answer that can be read');
      this.mails += 1;
      return reply;
    } catch (error) {
      await this.afterRefusal(error, deadline);
      throw error;
    }
  }

  /** Nothing is under way: an open connection keeps no process from its end. */
  rest(): void {
    this.socket.unref();
  }

  /** Ends it politely, without waiting for the answer. */
  quit(): void {
    if (!this.isUsable) return;
    this.isUsable = false;
    this.connection.quit();
    this.socket.unref();
  }

  /** Nothing more is written, not even what waits to be. */
  private cut(): void {
    this.isUsable = false;
    this.connection.close();
  }

  /** The end of the mail may have left. */
  private get isWritten(): boolean {
    return this.phase === 'answer';
  }

  private async logIn(login: { user: string; pass: string }, deadline: number): Promise<void> {
    this.phase = 'login';
    const noLogin = new SmtpFailure('login', 'no_login', 'offers no login');
    try {
      if (!this.connection.allowsAuth) throw noLogin;
      await this.step(deadline, (done) => this.connection.login(login, done));
    } catch (error) {
      this.quit();
      throw error;
    }
  }

  /** Does one thing of the library's, and ends with it, with the connection, or at the deadline. */
  private step<T>(deadline: number, begin: (done: Done<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(this.tooLate()), Math.max(deadline - performance.now(), 0));
      this.failStep = (failure) => {
        clearTimeout(timer);
        this.failStep = null;
        reject(failure);
      };
      begin((error, result) => {
        if (error) return this.failStep?.(failureOf(error, this.phase));
        clearTimeout(timer);
        this.failStep = null;
        resolve(result as T);
      });
    });
  }

  /** It is not to be used any more. */
  private fail(failure: SmtpFailure): void {
    this.isUsable = false;
    this.failStep?.(failure);
    this.connection.close();
  }

  /** The mail, from when the server wants it. `refusal`: asked then, why it goes no further after all. */
  private streamOf(content: Buffer, refusal: () => SmtpFailure | null): Readable {
    let at = 0;
    const stream: Readable = new Readable({
      read: () => {
        const failure = at === 0 ? refusal() : null;
        if (failure !== null) return this.fail(failure);
        this.phase = 'content';
        const chunk = content.subarray(at, at + CHUNK_BYTES);
        at += CHUNK_BYTES;
        stream.push(chunk);
        if (at < content.length) return;
        this.phase = 'answer';
        stream.push(null);
      },
    });
    return stream;
  }

  /** Where a command was refused, the next mail may pass once the server has forgotten this one. */
  private async afterRefusal(error: unknown, deadline: number): Promise<void> {
    if (!this.isUsable) return;
    const isPlain = error instanceof SmtpFailure && error.phase === 'envelope' && error.reply !== null;
    // The rest of a mail that counts as not taken must not arrive.
    if (!isPlain && !this.isWritten) return this.cut();
    if (!isPlain) return this.quit();
    await this.step(deadline, (done) => this.connection.reset(done)).catch(() => this.quit());
  }

  private tooLate(): SmtpFailure {
    const isOut = this.phase === 'content' || this.phase === 'answer';
    return isOut
      ? new SmtpFailure(this.phase, 'timeout', 'did not take the mail in time')
      : new SmtpFailure(this.phase, 'connect_timeout', 'could not be reached in time');
  }
}
