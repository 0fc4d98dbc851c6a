import type { SettingName } from '../accounts/provider-kind.js';
import type {
  Channel,
  DeliveryReport,
  Lookup,
  MailToUs,
  MessageProvider,
  OutboundMessage,
  Receipt,
} from '../message-provider.js';
import { addressIn } from '../outgoing-mail.js';
import { PermanentError, WebhookFormatError } from '../provider-errors.js';
import { newTag, type ReturnPath, ReturnPaths } from './return-paths.js';
import { SmtpFailure, writeReply } from './smtp-failure.js';
import { returnedMails } from './returned-mails.js';
import { composeMail, type SmtpMail } from './smtp-mail.js';
import { SmtpPool } from './smtp-pool.js';
import { smtpError } from './smtp-refusal.js';
import { smtpServer } from './smtp-url.js';

export interface SmtpOptions {
  /** Of the account; default `smtp`. */
  name?: string;
  /** How its operator writes the settings of it. */
  settingName: SettingName;
  /** `smtp://user:password@host:587`, or `smtps://` where TLS begins with the connection. */
  url: string;
  /** No mail goes to a server without TLS. */
  requiresTls: boolean;
  /** PEM of authorities to trust besides Node's own. */
  ca?: string;
  /** Connections at once. */
  maxConnections: number;
  /** From a call to the answer, connecting included. */
  timeoutMs: number;
  /** Whose mails come to us, so that bounces are sent there. Empty: to the sender of each mail. */
  bounceDomain: string;
  /** Of the return paths; the first makes them, all are believed. */
  secrets: string[];
}

/** Email over a mail server of one's own or of a provider (RFC 5321). See docs/providers/smtp.md. */
export class SmtpProvider implements MessageProvider {
  readonly name: string;
  readonly channels: readonly Channel[] = ['email'];
  readonly address: URL;
  private readonly pool: SmtpPool;
  private readonly returnPaths: ReturnPaths | null;

  /** @throws Error at boot, naming the variable, for an address that is none. */
  constructor(private readonly options: SmtpOptions) {
    const { name = 'smtp', url, requiresTls, ca, maxConnections, bounceDomain, secrets } = options;
    this.name = name;
    const server = { ...smtpServer(url), requiresTls, ...(ca !== undefined && { ca }) };
    this.address = new URL(`${server.isSecure ? 'smtps' : 'smtp'}://${server.host}:${server.port}`);
    this.pool = new SmtpPool(server, maxConnections);
    this.returnPaths =
      bounceDomain === ''
        ? null
        : new ReturnPaths(
            bounceDomain,
            secrets.map((each) => `${each}\n${name}`),
          );
  }

  /** The message's id there is ours, and of this mail alone; what the server said on taking it goes with the receipt. */
  async send(message: OutboundMessage, maySend: () => boolean = () => true): Promise<Receipt> {
    const deadline = performance.now() + this.options.timeoutMs;
    const mail = await this.compose(message);
    try {
      const reply = await this.pool.use(deadline, (session) => session.send(mail, maySend, deadline));
      return { providerMessageId: mail.envelopeId, httpStatus: reply.code, answer: writeReply(reply) };
    } catch (error) {
      throw error instanceof SmtpFailure ? smtpError(this.name, error, this.options.settingName) : error;
    }
  }

  /** Nobody can ask a mail server for a mail it took. See docs/decisions/0036-unknown-outcomes-of-smtp.md. */
  async lookup(): Promise<Lookup> {
    return 'undecidable';
  }

  /** Mail servers call nobody: what they tell comes as mail. */
  verifyWebhook(): boolean {
    return false;
  }

  parseWebhook(): DeliveryReport[] {
    throw new WebhookFormatError(`${this.name} sends no callbacks: its bounces come as mail`);
  }

  /** A report on a mail of ours (RFC 3464, RFC 5965), or what an old server writes instead. */
  returned(mail: MailToUs): DeliveryReport[] | null {
    return returnedMails(mail, this.returnPaths);
  }

  /** Greets the server, and logs in. */
  async probe(timeoutMs: number): Promise<void> {
    await this.pool.use(performance.now() + timeoutMs, async () => undefined);
  }

  /** Ends the connections that are kept. */
  close(): void {
    this.pool.close();
  }

  private async compose(message: OutboundMessage): Promise<SmtpMail> {
    try {
      return await composeMail(message, this.returnPathOf(message));
    } catch (error) {
      const { message: words } = error as Error;
      const fault = { provider: this.name, code: 'invalid_message', message: words, httpStatus: null };
      throw new PermanentError(fault, { cause: error });
    }
  }

  private returnPathOf({ id, from, to, cc, bcc }: OutboundMessage): ReturnPath {
    const hasCopies = cc.length + bcc.length > 0;
    return (
      this.returnPaths?.of(id, addressIn(to), hasCopies) ?? {
        address: addressIn(from),
        envelopeId: `${id}.${newTag(hasCopies)}`,
      }
    );
  }
}
