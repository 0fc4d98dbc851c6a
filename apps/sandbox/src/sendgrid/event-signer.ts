import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SandboxSettings } from '../sandbox-settings.js';

/** Holds the key of the signed event webhook, as SendGrid does for an account. */
@Injectable()
export class EventSigner {
  /** Base64 SPKI DER, as SendGrid's settings page shows it: the value of SENDGRID_WEBHOOK_PUBLIC_KEY. */
  readonly publicKey: string;
  private readonly privateKey: KeyObject;

  constructor({ sendgridWebhookPrivateKey: base64 }: SandboxSettings) {
    this.privateKey = base64
      ? createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    this.publicKey = createPublicKey(this.privateKey)
      .export({ format: 'der', type: 'spki' })
      .toString('base64');
  }

  /**
   * ECDSA with SHA-256 over timestamp and body, base64 DER
   * (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
   */
  sign(timestamp: string, body: string): string {
    return sign('sha256', Buffer.from(timestamp + body), this.privateKey).toString('base64');
  }
}
