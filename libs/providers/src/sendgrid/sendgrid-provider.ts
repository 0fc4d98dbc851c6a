import type { KeyObject } from 'node:crypto';
import { MailService } from '@sendgrid/mail';
import { variableName } from '#config';
import { withSendPermission, type MaySend } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
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
import { isSignedBySendgrid, SENDGRID_WEBHOOK_BOUNDS, sendgridPublicKeys } from './sendgrid-signature.js';

export interface SendgridOptions extends ProviderHttpOptions {
  /** Of the account. Default `sendgrid`. */
  name?: string;
  apiKey: string;
  /** Empty: the real service. */
  baseUrl: string;
  /** Base64, as the settings page shows it; several, separated by commas. Empty: every callback is refused. */
  webhookPublicKey: string;
  /** How far a callback's signed timestamp may be from now. Default 10 minutes. */
  webhookToleranceMs?: number;
  /** How the operator writes a setting of the account. Default: as the variables of the default account. */
  settingName?: SettingName;
}

/** As SendGrid writes it, with room for services that only speak its API. */
const MESSAGE_ID = /^[\x21-\x7e]{1,200}$/;
const DEFAULT_TOLERANCE_MS = 600_000;

/** Email over SendGrid's v3 mail/send. */
export class SendgridProvider implements MessageProvider {
  readonly name: string;
  readonly channels: readonly Channel[] = ['email'];
  readonly webhookBounds = SENDGRID_WEBHOOK_BOUNDS;
  readonly address: URL;
  private readonly mail = new MailService();
  private readonly publicKeys: KeyObject[];

  /** @throws Error for a webhook key that is none. */
  constructor(private readonly options: SendgridOptions) {
    this.address = new URL(options.baseUrl || 'https://api.sendgrid.com');
    this.name = options.name ?? 'sendgrid';
    const client = new SendgridHttpClient(new ProviderHttp(options), {
      baseUrl: options.baseUrl,
      apiKey: options.apiKey,
      provider: this.name,
      settingName: options.settingName ?? ((property) => `SENDGRID_${variableName(property)}`),
    });
    this.mail.setClient(client);
    const keys = sendgridPublicKeys(options.webhookPublicKey);
    if (keys === null) throw new Error('the webhook key is none of SendGrid');
    this.publicKeys = keys;
  }

  /** An accepted mail whose answer lacks X-Message-Id gets our own id as receipt: it was taken and must not go twice. */
  async send(message: OutboundMessage, maySend?: MaySend): Promise<Receipt> {
    const { statusCode, headers } = await withSendPermission(maySend, () => this.hand(message));
    const given = (headers as Record<string, unknown>)['x-message-id'];
    const id = typeof given === 'string' && MESSAGE_ID.test(given) ? given : null;
    if (id === null && statusCode !== 202) throw unreadableAnswer(this.name, statusCode);
    return { providerMessageId: id ?? message.id, httpStatus: statusCode };
  }

  /** SendGrid's message list (Email Activity) is a paid extra and minutes behind; its events tell us instead. */
  async lookup(): Promise<Lookup> {
    return 'undecidable';
  }

  verifyWebhook(request: WebhookRequest): boolean {
    const tolerance = this.options.webhookToleranceMs ?? DEFAULT_TOLERANCE_MS;
    return isSignedBySendgrid(this.publicKeys, request, tolerance);
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
