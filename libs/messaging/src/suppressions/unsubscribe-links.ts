import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';

const ID_BYTES = 16;
const MAC_BYTES = 16;
const TOKEN = /^[\w-]{43}$/;

/**
 * The address in a mail where one POST ends such mails (RFC 8058), without login or cookie: our message id and its HMAC,
 * so that it says all it needs and nobody can make one. A link of an earlier secret is good while that is still listed.
 */
@Injectable()
export class UnsubscribeLinks {
  constructor(private readonly settings: ServiceSettings) {}

  of(messageId: string): string {
    return `${this.settings.publicUrl.replace(/\/+$/, '')}/api/v1/unsubscribe/${this.token(messageId)}`;
  }

  /** The message id in a token of ours; null for anything else. Constant time. */
  messageId(token: string): string | null {
    if (!TOKEN.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const id = bytes.subarray(0, ID_BYTES);
    const mac = bytes.subarray(ID_BYTES);
    const isOurs = (secret: string) => timingSafeEqual(mac, macOf(id, secret));
    if (mac.length !== MAC_BYTES || !this.settings.unsubscribeSecrets.some(isOurs)) return null;
    return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private token(messageId: string): string {
    const id = Buffer.from(messageId.replaceAll('-', ''), 'hex');
    const [newest = ''] = this.settings.unsubscribeSecrets;
    return Buffer.concat([id, macOf(id, newest)]).toString('base64url');
  }
}

function macOf(id: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update('unsubscribe').update(id).digest().subarray(0, MAC_BYTES);
}
