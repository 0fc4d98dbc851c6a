import { randomBytes, randomUUID, sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CallbackQueue } from '../callbacks/callback-queue.js';
import type { MessageCallback } from '../callbacks/callback-sender.js';
import { SNS_RETRIES } from '../callbacks/retry-policy.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { newSnsKey, type SnsKey } from './sns-certificate.js';

/** Where the certificate lies, as at SNS. */
export const CERTIFICATE_PATH = 'sns/SimpleNotificationService-sandbox.pem';
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const NOTIFICATION = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];

/** A topic of SNS with one subscription: the api's. */
@Injectable()
export class SnsTopic {
  /** Made with the subscription: before it nothing is signed. */
  private key: SnsKey | null = null;
  private subscription: Promise<void> | null = null;
  private readonly token = randomBytes(32).toString('hex');
  private confirmed: () => void = () => undefined;
  private readonly arn: string;
  private readonly url: string;

  constructor(
    settings: SandboxSettings,
    private readonly queue: CallbackQueue,
  ) {
    this.arn = settings.sesTopicArns.split(',', 1)[0] as string;
    this.url = `${settings.publicUrl.replace(/\/$/, '')}/api/v1/webhooks/ses`;
  }

  /** Null: nothing was signed yet. */
  get certificate(): string | null {
    return this.key?.pem ?? null;
  }

  /** Resolves once the api has confirmed its subscription, which it is asked for once; `origin` is where we are reached. */
  subscribed(origin: string): Promise<void> {
    return (this.subscription ??= this.subscribe(origin));
  }

  /** False: that is not the token of the subscription. */
  confirm(token: string): boolean {
    if (token !== this.token) return false;
    this.confirmed();
    return true;
  }

  /** What is posted of an event, once there is a subscription. */
  notification(origin: string, event: object, status: string): MessageCallback {
    return { status, ...this.post(origin, 'Notification', NOTIFICATION, { Message: JSON.stringify(event) }) };
  }

  private async subscribe(origin: string): Promise<void> {
    this.key = await newSnsKey();
    const confirmed = new Promise<void>((resolve) => (this.confirmed = resolve));
    const query = new URLSearchParams({
      ...{ Action: 'ConfirmSubscription', TopicArn: this.arn, Token: this.token },
    });
    const { url, body, headers, retry } = this.post(origin, 'SubscriptionConfirmation', CONFIRMATION, {
      Token: this.token,
      Message: `You have chosen to subscribe to the topic ${this.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: `${origin}/sns?${query.toString()}`,
    });
    const compose = () => ({ headers: headers(), body });
    void this.queue.deliver({ url, retry, compose, tried: () => undefined });
    await confirmed;
  }

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html#http-header */
  private post(origin: string, Type: string, signed: string[], own: Record<string, string>) {
    const fields: Record<string, string> = {
      ...{ Type, MessageId: randomUUID(), TopicArn: this.arn, Timestamp: new Date().toISOString(), ...own },
    };
    const text = signed.map((name) => `${name}\n${fields[name]}\n`).join('');
    const { privateKey } = this.key as SnsKey;
    const Signature = sign('sha256', Buffer.from(text), privateKey).toString('base64');
    const SigningCertURL = `${origin}/${CERTIFICATE_PATH}`;
    const body = JSON.stringify({ ...fields, SignatureVersion: '2', Signature, SigningCertURL }, null, 2);
    const headers = () => ({
      'Content-Type': 'text/plain; charset=UTF-8',
      'User-Agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': Type,
      'x-amz-sns-message-id': fields.MessageId as string,
      'x-amz-sns-topic-arn': this.arn,
    });
    return { url: this.url, body, headers, retry: SNS_RETRIES };
  }
}
