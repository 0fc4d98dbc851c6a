import type { KeyObject } from 'node:crypto';
import { MailService } from '@sendgrid/mail';
import { withSendPermission, type MaySend } from '#http';
import { unreadableAnswer } from '../outcome.js';
import type {
  Channel,
  DeliveryReport,
  Lookup,
  MessageProvider,
  OutboundMessage,
  Receipt,
  WebhookRequest,
} from '../message-provider.js';
import { PermanentError, ProviderError } from '../provider-errors.js';
import { ProviderHttp, type ProviderHttpOptions } from '../provider-http.js';
import { readEvents } from './sendgrid-events.js';
import { SendgridHttpClient } from './sendgrid-http-client.js';
import { composeMail } from './sendgrid-mail.js';
import { isSignedBySendgrid, SENDGRID_WEBHOOK_BOUNDS, sendgridPublicKey } from './sendgrid-signature.js';

export interface SendgridOptions extends ProviderHttpOptions {
  apiKey: string;
  /** Empty: the real service. */
  baseUrl: string;
  /** Base64, as the settings page shows it. Empty: every callback is refused. */
  webhookPublicKey: string;
  /** How far a callback's signed timestamp may be from now. Default 10 minutes. */
  webhookToleranceMs?: number;
}

const DEFAULT_TOLERANCE_MS = 600_000;

/** Email over SendGrid's v3 mail/send. */
export class SendgridProvider implements MessageProvider {
  readonly name = 'sendgrid';
  readonly channels: readonly Channel[] = ['email'];
  readonly webhookBounds = SENDGRID_WEBHOOK_BOUNDS;
  readonly address: URL;
  private readonly mail = new MailService();
  private readonly publicKey: KeyObject | null;

  /** @throws Error at boot, naming the variable, for a webhook key that is none. */
  constructor(private readonly options: SendgridOptions) {
    this.address = new URL(options.baseUrl || 'https://api.sendgrid.com');
    this.mail.setClient(new SendgridHttpClient(new ProviderHttp(options), options.baseUrl, options.apiKey));
    this.publicKey = sendgridPublicKey(options.webhookPublicKey);
  }

  /** An accepted mail whose answer lacks X-Message-Id gets our own id as receipt: it was taken and must not go twice. */
  async send(message: OutboundMessage, maySend?: MaySend): Promise<Receipt> {
    const { statusCode, headers } = await withSendPermission(maySend, () => this.hand(message));
    const given = (headers as Record<string, unknown>)['x-message-id'];
    const id = typeof given === 'string' && given !== '' ? given : null;
    if (id === null && statusCode !== 202) throw unreadableAnswer(this.name, statusCode);
    return { providerMessageId: id ?? message.id, httpStatus: statusCode };
  }

  /** SendGrid's message list (Email Activity) is a paid extra and minutes behind; its events tell us instead. */
  async lookup(): Promise<Lookup> {
    return 'undecidable';
  }

  verifyWebhook(request: WebhookRequest): boolean {
    return isSignedBySendgrid(
      this.publicKey,
      request,
      this.options.webhookToleranceMs ?? DEFAULT_TOLERANCE_MS,
    );
  }

  parseWebhook({ rawBody }: WebhookRequest): DeliveryReport[] {
    return readEvents(rawBody);
  }

  private async hand(message: OutboundMessage) {
    try {
      const [response] = await this.mail.send(composeMail(message));
      return response;
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      // Anything else comes from the SDK while it composes the mail: nothing was sent, and never will be.
      const fault = {
        provider: this.name,
        code: 'invalid_message',
        message: (error as Error).message,
        httpStatus: null,
      };
      throw new PermanentError(fault, { cause: error });
    }
  }
}
