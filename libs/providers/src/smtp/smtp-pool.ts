import { SmtpFailure } from './smtp-failure.js';
import { type SmtpServer, SmtpSession } from './smtp-session.js';

/** Servers end a connection that has brought many. */
const MAX_MAILS = 100;
/** How long an unused connection is kept: servers wait for five minutes and more (RFC 5321, 4.5.3.2.7), firewalls less. */
const IDLE_MS = 10_000;

/** Connections to one mail server, kept for the next mail, and no more of them at once than it bears. */
export class SmtpPool {
  private readonly idle: SmtpSession[] = [];
  private readonly waiting: (() => void)[] = [];
  private inUse = 0;

  constructor(
    private readonly server: SmtpServer,
    private readonly maxConnections: number,
  ) {}

  /**
   * Does `work` with a connection. One that was kept and has ended meanwhile is replaced once: of the mail nothing was written.
   * @throws SmtpFailure, of code `no_room` when no connection became free in time, and what `work` throws.
   */
  async use<T>(deadline: number, work: (session: SmtpSession) => Promise<T>): Promise<T> {
    await this.enter(deadline);
    try {
      const kept = this.idle.pop();
      return await (kept === undefined
        ? this.withFresh(deadline, work)
        : this.withKept(kept, deadline, work));
    } finally {
      this.inUse -= 1;
      this.waiting.shift()?.();
    }
  }

  /** Ends the connections that nobody uses. */
  close(): void {
    for (const session of this.idle.splice(0)) session.quit();
  }

  private async withFresh<T>(deadline: number, work: (session: SmtpSession) => Promise<T>): Promise<T> {
    return this.keeping(await SmtpSession.open(this.server, deadline), work);
  }

  private async withKept<T>(
    kept: SmtpSession,
    deadline: number,
    work: (session: SmtpSession) => Promise<T>,
  ): Promise<T> {
    if (!kept.isOpen) return this.withFresh(deadline, work);
    try {
      return await this.keeping(kept, work);
    } catch (error) {
      if (!hadEnded(error)) throw error;
      return this.withFresh(deadline, work);
    }
  }

  private async keeping<T>(session: SmtpSession, work: (session: SmtpSession) => Promise<T>): Promise<T> {
    try {
      return await work(session);
    } finally {
      if (session.isOpen && session.mails < MAX_MAILS) this.keep(session);
      else session.quit();
    }
  }

  private keep(session: SmtpSession): void {
    session.rest();
    this.idle.push(session);
    const { mails } = session;
    setTimeout(() => {
      const at = this.idle.indexOf(session);
      // Somebody may have used it meanwhile.
      if (at < 0 || session.mails !== mails) return;
      this.idle.splice(at, 1);
      session.quit();
    }, IDLE_MS).unref();
  }

  private async enter(deadline: number): Promise<void> {
    this.inUse += 1;
    if (this.inUse <= this.maxConnections) return;
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(
        () => {
          this.waiting.splice(this.waiting.indexOf(go), 1);
          this.inUse -= 1;
          reject(
            new SmtpFailure('connect', 'no_room', `has all its ${this.maxConnections} connections in use`),
          );
        },
        Math.max(deadline - performance.now(), 0),
      );
      this.waiting.push(go);
    });
  }
}

/** The server closed a kept connection, or said that it does, as we began to use it: that says nothing of the mail. */
function hadEnded(error: unknown): boolean {
  if (!(error instanceof SmtpFailure) || error.phase !== 'envelope') return false;
  return error.reply === null
    ? error.code === 'ECONNRESET' || error.code === 'EPIPE'
    : error.reply.code === 421;
}
