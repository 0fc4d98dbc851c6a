import { HttpClient, withSendPermission, type MaySend } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import type {
  Channel,
  DeliveryReport,
  Lookup,
  Media,
  MessagePrice,
  MessageProvider,
  OutboundMessage,
  Receipt,
  WebhookRequest,
} from '../message-provider.js';
import { priceOf } from '../price-of.js';
import { ProviderHttp, type ProviderHttpOptions } from '../provider-http.js';
import { VonageApi } from './vonage-api.js';
import { readVonageEvent } from './vonage-events.js';
import { readVonageMedia } from './vonage-media.js';
import { vonageMessage } from './vonage-message.js';
import { isSignedByVonage, VONAGE_WEBHOOK_BOUNDS } from './vonage-signature.js';
import { vonagePrivateKey, VonageToken } from './vonage-token.js';

export interface VonageOptions extends ProviderHttpOptions {
  /** The account's name among ours. */
  name: string;
  applicationId: string;
  /** Of the application: PEM, or base64 of it. */
  privateKey: string;
  /** The account's signature secret; several while it is being changed. Empty: every callback is refused. */
  signatureSecrets: readonly string[];
  /** How far the time at which a callback was signed may be from now. */
  webhookToleranceMs: number;
  /** Empty: the real service. */
  baseUrl: string;
  /** Where Vonage reaches this api. */
  publicUrl: string;
  /** How the operator writes a setting of the account. */
  settingName: SettingName;
}

const VONAGE_URL = 'https://api.nexmo.com';

/** SMS and MMS over Vonage's Messages API. */
export class VonageProvider implements MessageProvider {
  readonly channels: readonly Channel[] = ['sms', 'mms'];
  readonly webhookBounds = VONAGE_WEBHOOK_BOUNDS;
  readonly name: string;
  readonly address: URL;
  private readonly api: VonageApi;
  private readonly token: VonageToken;
  /** Connections of their own: whoever reads a file slowly keeps no message waiting. */
  private readonly mediaHttp: HttpClient;
  private readonly statusUrl: string;

  /** @throws Error for a private key that is none. */
  constructor(private readonly options: VonageOptions) {
    const { name, applicationId, privateKey, baseUrl, publicUrl, settingName } = options;
    this.name = name;
    this.address = new URL(baseUrl || VONAGE_URL);
    this.statusUrl = `${publicUrl.replace(/\/+$/, '')}/api/v1/webhooks/${name}`;
    this.token = new VonageToken(applicationId, vonagePrivateKey(privateKey));
    const http = new ProviderHttp(options);
    this.api = new VonageApi({ name, http, address: this.address, token: this.token, settingName });
    this.mediaHttp = new HttpClient({ callAgain: true, ...(options.ca !== undefined && { ca: options.ca }) });
  }

  async send(message: OutboundMessage, maySend?: MaySend): Promise<Receipt> {
    const body = vonageMessage(message, this.statusUrl);
    const { messageUuid, status } = await withSendPermission(maySend, () => this.api.send(body));
    return { providerMessageId: messageUuid, httpStatus: status };
  }

  /**
   * Vonage's Reports API is a paid extra with credentials of its own, and nobody promises when it shows a message; status
   * callbacks, which bear our id, tell us instead.
   */
  async lookup(): Promise<Lookup> {
    return 'undecidable';
  }

  verifyWebhook(request: WebhookRequest): boolean {
    const { signatureSecrets: secrets, applicationId, webhookToleranceMs } = this.options;
    return isSignedByVonage({ secrets, applicationId }, request, webhookToleranceMs);
  }

  parseWebhook({ rawBody }: WebhookRequest): DeliveryReport[] {
    return [readVonageEvent(rawBody)];
  }

  priceIn({ usage }: Record<string, unknown>): MessagePrice | null {
    const { price, currency } = (usage ?? {}) as Record<string, unknown>;
    return priceOf(price, currency);
  }

  media(url: string): Promise<Media | null> {
    const { name, address, token } = this;
    const access = { name, address, timeoutMs: this.options.timeoutMs, token: () => token.current() };
    return readVonageMedia(url, access, this.mediaHttp);
  }
}
