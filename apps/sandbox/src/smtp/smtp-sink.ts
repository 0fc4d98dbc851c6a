import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { readRawMail } from '#providers';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { isSameSecret } from '../answers/same-secret.js';
import { Behaviour } from '../behaviour/behaviour.js';
import { Inbox } from '../inbox/inbox.js';
import type { Answer } from '../outcomes/outcome.js';
import { type ChosenSendgridOutcome, OutcomeChoice } from '../outcomes/outcome-choice.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { ReportMails } from './report-mails.js';
import { type ArrivedMail, smtpMessages } from './smtp-messages.js';

const MAX_BYTES = 30 * 1024 * 1024;

/** What a mail server says where SendGrid's API answers so. */
const REPLIES: Record<number, [code: number, words: string]> = {
  400: [550, '5.1.1 The email account that you tried to reach does not exist'],
  429: [450, '4.7.1 Rate limit exceeded, slow down'],
  500: [451, '4.3.0 Local error in processing'],
  503: [421, '4.3.2 Service not available'],
};

type Done = (error?: Error | null, message?: string) => void;

/** A mail server that delivers into the inbox, and does with mails what their recipients ask for. */
@Injectable()
export class SmtpSink implements OnApplicationShutdown {
  private readonly server: SMTPServer;

  constructor(
    private readonly settings: SandboxSettings,
    private readonly behaviour: Behaviour,
    private readonly outcomes: OutcomeChoice,
    private readonly inbox: Inbox,
    private readonly reports: ReportMails,
  ) {
    const { username, password } = new URL(settings.smtpUrl);
    this.server = new SMTPServer({
      // Nobody vouches for a certificate of a sandbox; it is on this machine.
      ...{
        hideSTARTTLS: true,
        disabledCommands: ['STARTTLS'],
        allowInsecureAuth: true,
        authOptional: username === '',
      },
      ...{ size: MAX_BYTES, closeTimeout: 1, logger: false, hideDSN: false, hideENHANCEDSTATUSCODES: true },
      onAuth(auth, _session, done) {
        const isOurs = auth.username === username && isSameSecret(auth.password ?? '', password);
        if (isOurs) done(null, { user: username });
        else done(refusal(535, '5.7.8 Authentication credentials invalid'));
      },
      onMailFrom: (_address, _session, done) =>
        done(
          behaviour.failsNow() ? refusal(451, '4.3.0 The error rate of the sandbox chose this mail') : null,
        ),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => void this.take(session, Buffer.concat(chunks), done));
      },
    });
    // Connections are cut on purpose.
    this.server.on('error', () => undefined);
  }

  /** Answers its address, with its login, once it listens. @throws Error when the port is taken. */
  async listen(): Promise<string> {
    const { sandboxPort, sandboxSmtpPort, host, smtpUrl } = this.settings;
    const { server } = this.server;
    this.server.listen(sandboxPort === 0 ? 0 : sandboxSmtpPort, host || '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(smtpUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    return url.href.replace(/\/$/, '');
  }

  async onApplicationShutdown(): Promise<void> {
    for (const { _socket } of this.server.connections) _socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async take(session: SMTPServerSession, bytes: Buffer, done: Done): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const id = randomBytes(12).toString('hex');
    const from = mailFrom === false ? '' : mailFrom.address;
    const mail: ArrivedMail = {
      id,
      from,
      to: rcptTo.map((each) => each.address),
      raw: await readRawMail(bytes),
    };
    const messages = smtpMessages(mail).map((message) => ({
      message,
      outcome: this.outcomeOf(message.to, mail),
    }));
    const answers = messages.map(({ outcome }) => outcome.answer);
    const answer = answers.find(({ kind }) => kind !== 'accepted') ?? (answers[0] as Answer);
    await this.behaviour.beforeAnswer();
    if (answer.kind === 'refused') return done(refusal(...(REPLIES[answer.code] ?? [554, '5.0.0 Refused'])));
    if (answer.kind === 'accepted' || answer.taken) {
      for (const { message, outcome } of messages) {
        this.inbox.add(message);
        void this.reports.follow(message, outcome.reports);
      }
    }
    if (answer.kind === 'cut') return this.cut(session);
    if (answer.kind === 'silent') return;
    await this.behaviour.pause(answer.afterMs ?? 0);
    done(null, `2.0.0 Ok: queued as ${id}`);
  }

  private outcomeOf(to: string, { raw }: ArrivedMail): ChosenSendgridOutcome {
    return this.outcomes.forMail(raw.from, to, JSON.stringify([raw.subject, raw.text, raw.html]));
  }

  private cut({ id }: SMTPServerSession): void {
    for (const { session, _socket } of this.server.connections) if (session.id === id) _socket.destroy();
  }
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}
