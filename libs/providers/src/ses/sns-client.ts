import { X509Certificate } from 'node:crypto';
import { HttpClient, HttpFailure } from '#http';
import { RetryableError } from '../provider-errors.js';
import type { SnsMessage } from './sns-message.js';
import type { SnsPlaces } from './sns-places.js';

const TIMEOUT_MS = 5_000;
/** A certificate has 2 kB, the answer to a confirmation less. */
const MAX_BYTES = 32 * 1024;
const MAX_CERTIFICATES = 8;
const MAX_SOCKETS = 4;
/** Who is not known yet may name so many certificates at once. */
const MAX_ASKED = 16;
const CERTIFICATE_PATH = /^\/(?:[\w.-]+\/)*SimpleNotificationService-[\w-]{1,64}\.pem$/;
const OK = 200;

/** What is read at SNS: certificates, which are kept, and confirmations of subscriptions. */
export class SnsClient {
  private readonly http: HttpClient;
  /** Those that are there, and those that are being asked for: what strangers name takes no room of the others. */
  private readonly certificates = new Map<string, X509Certificate>();
  private readonly asked = new Map<string, Promise<X509Certificate | null>>();

  /** `ca`: PEM of authorities to trust besides Node's own. */
  constructor(
    /** The account's name. */
    private readonly provider: string,
    private readonly places: SnsPlaces,
    ca?: string,
  ) {
    this.http = new HttpClient({ callAgain: true, maxSockets: MAX_SOCKETS, ...(ca !== undefined && { ca }) });
  }

  /**
   * The certificate a message names; null where its address is not of SNS, or has none.
   * @throws RetryableError when it cannot be had now.
   */
  async certificateOf({ certificateUrl, topicArn }: SnsMessage): Promise<X509Certificate | null> {
    const url = this.addressOf(certificateUrl, topicArn);
    if (url === null || url.search !== '' || !CERTIFICATE_PATH.test(url.pathname)) return null;
    return this.certificates.get(url.href) ?? this.asked.get(url.href) ?? this.ask(url);
  }

  /** Only what is found is kept: what is not there now may be later. */
  private ask(url: URL): Promise<X509Certificate | null> {
    if (this.asked.size >= MAX_ASKED) throw this.refused('is asked for too many certificates at once', null);
    const read = this.readCertificate(url);
    this.asked.set(url.href, read);
    const found = (certificate: X509Certificate | null) => {
      this.asked.delete(url.href);
      if (certificate === null) return;
      this.certificates.set(url.href, certificate);
      const [oldest] = this.certificates.keys();
      if (this.certificates.size > MAX_CERTIFICATES && oldest !== undefined) this.certificates.delete(oldest);
    };
    read.then(found, () => found(null));
    return read;
  }

  /** Confirms the subscription that a verified message offers. @throws RetryableError when that cannot be done now. */
  async confirm({ subscribeUrl, topicArn }: SnsMessage): Promise<void> {
    const url = this.addressOf(subscribeUrl ?? '', topicArn);
    if (url === null) throw this.refused('the address that confirms the subscription is not of SNS', null);
    const { status } = await this.get(url);
    if (status !== OK) throw this.refused(`SNS answered HTTP ${status} to the confirmation`, status);
  }

  private addressOf(text: string, topicArn: string): URL | null {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url && this.places.isOfSns(url, topicArn) ? url : null;
  }

  private async readCertificate(url: URL): Promise<X509Certificate | null> {
    const { status, body } = await this.get(url);
    if (status >= 500) throw this.refused(`SNS answered HTTP ${status} instead of its certificate`, status);
    if (status !== OK) return null;
    try {
      return new X509Certificate(body);
    } catch {
      return null;
    }
  }

  private async get(url: URL) {
    try {
      return await this.http.call({ method: 'GET', url, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      throw this.refused(`SNS ${error.message}`, null, error);
    }
  }

  private refused(message: string, httpStatus: number | null, cause?: HttpFailure): RetryableError {
    const fault = { provider: this.provider, code: cause?.code ?? null, message, httpStatus };
    return new RetryableError(fault, null, { cause });
  }
}
