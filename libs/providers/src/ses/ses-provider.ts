import { withSendPermission, type MaySend } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import type {
  Channel,
  DeliveryReport,
  Lookup,
  MessageProvider,
  OutboundMessage,
  Receipt,
  WebhookRequest,
} from '../message-provider.js';
import { ProviderHttp, type ProviderHttpOptions } from '../provider-http.js';
import { SesApi } from './ses-api.js';
import { readSesEvents } from './ses-events.js';
import { sesMail } from './ses-mail.js';
import { SnsClient } from './sns-client.js';
import { readSnsMessage } from './sns-message.js';
import { SnsPlaces } from './sns-places.js';
import { isSignedBySns, SNS_WEBHOOK_BOUNDS } from './sns-signature.js';

export interface SesOptions extends ProviderHttpOptions {
  /** The account's name among ours. */
  name: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary keys; else empty. */
  sessionToken: string;
  /** Whose events are published; empty: the identity's own, or none. */
  configurationSet: string;
  /** Topics of SNS whose notifications are believed. */
  topicArns: readonly string[];
  /** How long ago a notification may have been published. */
  webhookToleranceMs: number;
  /** Empty: the real service. */
  baseUrl: string;
  /** How the operator writes a setting of the account. */
  settingName: SettingName;
}

/** Email over the SES API v2, followed by notifications of Amazon SNS. */
export class SesProvider implements MessageProvider {
  readonly channels: readonly Channel[] = ['email'];
  readonly webhookBounds = SNS_WEBHOOK_BOUNDS;
  readonly name: string;
  readonly address: URL;
  private readonly api: SesApi;
  private readonly places: SnsPlaces;
  private readonly sns: SnsClient;

  constructor(private readonly options: SesOptions) {
    const { name, region, baseUrl, settingName, topicArns, ca } = options;
    this.name = name;
    this.address = new URL(baseUrl || sesAddress(region));
    const http = new ProviderHttp(options);
    this.api = new SesApi({
      name,
      http,
      address: this.address,
      key: { ...options, service: 'ses' },
      settingName,
    });
    // Production takes no base URL that is not https: this is the sandbox, which plays SNS too.
    this.places = new SnsPlaces(topicArns, this.address.protocol === 'http:' ? this.address.origin : null);
    this.sns = new SnsClient(name, this.places, ca);
  }

  async send(message: OutboundMessage, maySend?: MaySend): Promise<Receipt> {
    const mail = sesMail(message, this.options.configurationSet);
    const { messageId, status } = await withSendPermission(maySend, () => this.api.send(mail));
    return { providerMessageId: messageId, httpStatus: status };
  }

  /** SES lists no mails, and has no key that makes a request idempotent; its events, which bear our id, tell us instead. */
  async lookup(): Promise<Lookup> {
    return 'undecidable';
  }

  verifyWebhook(request: WebhookRequest): Promise<boolean> {
    return isSignedBySns(request, this.places, this.sns, this.options.webhookToleranceMs);
  }

  parseWebhook({ rawBody }: WebhookRequest): DeliveryReport[] {
    return readSesEvents(readSnsMessage(rawBody));
  }

  async confirmWebhook({ rawBody }: WebhookRequest): Promise<void> {
    const message = readSnsMessage(rawBody);
    if (message.type === 'SubscriptionConfirmation') await this.sns.confirm(message);
  }
}

/** https://docs.aws.amazon.com/general/latest/gr/ses.html */
function sesAddress(region: string): string {
  return `https://email.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
