import {
  type Channel,
  type DeliveryReport,
  type Lookup,
  type MessageProvider,
  type Receipt,
} from './message-provider.js';
import { AccountError, WebhookFormatError } from './provider-errors.js';

/**
 * Stands in for a provider whose settings are missing. New messages of its channels are refused by the api; what was
 * accepted before, as a scheduled message, is held like those of a provider that refuses us, until it is configured.
 * See docs/decisions/0019-an-operators-fault-holds.md.
 */
export class UnconfiguredProvider implements MessageProvider {
  constructor(
    readonly name: string,
    readonly channels: readonly Channel[],
    /** The variables to set. */
    readonly lack: string,
  ) {}

  /** It is called nowhere. */
  readonly address = null;

  async send(): Promise<Receipt> {
    throw this.notConfigured();
  }

  async lookup(): Promise<Lookup> {
    throw this.notConfigured();
  }

  verifyWebhook(): boolean {
    return false;
  }

  parseWebhook(): DeliveryReport[] {
    throw new WebhookFormatError(`${this.name} is not configured`);
  }

  private notConfigured(): AccountError {
    const message = `${this.name} is not configured`;
    const fault = { provider: this.name, code: 'not_configured', message, httpStatus: null };
    return new AccountError(fault, { what: 'is not configured', remedy: `set ${this.lack}`, isQuota: false });
  }
}
