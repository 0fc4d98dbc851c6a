import { randomBytes, randomUUID, sign } from 'node:crypto';
import { variableName } from '#config';
import { selfSigned } from '../../../http/src/testing/self-signed.js';
import type { WebhookRequest } from '../message-provider.js';
import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { type SesOptions, SesProvider } from './ses-provider.js';

/** The key that SNS signs with, and its certificate. */
export const SNS_PAIR = selfSigned(1, 'rsa');
export const CERTIFICATE_PATH = '/SimpleNotificationService-0123456789abcdef.pem';
export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:mail-events';
export const SES_ACCOUNT = {
  region: 'eu-central-1',
  accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
  sessionToken: '',
};

export function sesAt(baseUrl: string, changes: Partial<SesOptions> = {}): SesProvider {
  return new SesProvider({
    name: 'ses',
    ...SES_ACCOUNT,
    configurationSet: '',
    topicArns: [TOPIC],
    webhookToleranceMs: 86_400_000,
    baseUrl,
    timeoutMs: 2_000,
    settingName: (property) => `SES_${variableName(property)}`,
    ...changes,
  });
}

/** A POST of SNS with these fields, signed after them; `origin` is where its certificate lies. */
export function snsPost(
  origin: string,
  changes: Record<string, string> = {},
  key = SNS_PAIR.key,
): WebhookRequest {
  const fields: Record<string, string> = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: TOPIC,
    Message: '{}',
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    SigningCertURL: origin + CERTIFICATE_PATH,
    ...changes,
  };
  const order = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const signed = order
    .filter((name) => fields[name] !== undefined)
    .map((name) => `${name}\n${fields[name]}\n`);
  const hash = fields.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const Signature = sign(hash, Buffer.from(signed.join('')), key).toString('base64');
  return {
    url: 'https://sendstream.example/api/v1/webhooks/ses',
    headers: { 'x-amz-sns-topic-arn': fields.TopicArn, 'x-amz-sns-message-type': fields.Type },
    rawBody: Buffer.from(JSON.stringify({ ...fields, Signature })),
  };
}

/** An event of SES about the fixture's message, as text. */
export function sesEvent(eventType: string, own: object = {}, mail: object = {}): string {
  return JSON.stringify({
    eventType,
    mail: {
      timestamp: '2026-01-31T12:00:00.000Z',
      messageId: '0107018c-000000',
      tags: { message_id: [MESSAGE_ID] },
      ...mail,
    },
    ...own,
  });
}
