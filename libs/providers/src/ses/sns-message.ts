import { jsonObject } from '../json-object.js';
import { WebhookFormatError } from '../provider-errors.js';

/** What Amazon SNS posts to an address that is subscribed to a topic. */
export interface SnsMessage {
  type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  /** The same however often it is posted. */
  messageId: string;
  topicArn: string;
  message: string;
  /** When it was published, whichever try this is. */
  timestamp: Date;
  /** Where a GET confirms the subscription. */
  subscribeUrl: string | null;
  /** 1: SHA-1; 2: SHA-256. */
  signatureVersion: '1' | '2';
  signature: Buffer;
  certificateUrl: string;
  /** What the signature covers. */
  signedText: string;
}

const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
/** The fields that are signed, in their order; one that is not there is left out. */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: CONFIRMATION,
  UnsubscribeConfirmation: CONFIRMATION,
};

/**
 * Reads the body of a POST of SNS; nothing of it is believed yet. @throws WebhookFormatError when it is none.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html#http-header
 */
export function readSnsMessage(rawBody: Buffer): SnsMessage {
  const body = jsonObject(rawBody.toString('utf8'));
  if (!body) throw new WebhookFormatError('the body is not a JSON object');
  const text = (field: string) => {
    const value = body[field];
    if (typeof value !== 'string' || value === '') throw new WebhookFormatError(`${field} is missing`);
    return value;
  };
  const type = oneOf(text('Type'), Object.keys(SIGNED) as SnsMessage['type'][], 'Type');
  const signed = SIGNED[type].filter((field) => field !== 'Subject' || typeof body.Subject === 'string');
  const isConfirmation = type !== 'Notification';
  return {
    type,
    messageId: text('MessageId'),
    topicArn: text('TopicArn'),
    message: text('Message'),
    timestamp: new Date(text('Timestamp')),
    subscribeUrl: isConfirmation ? text('SubscribeURL') : null,
    signatureVersion: oneOf(text('SignatureVersion'), ['1', '2'], 'SignatureVersion'),
    signature: Buffer.from(text('Signature'), 'base64'),
    certificateUrl: text('SigningCertURL'),
    signedText: signed
      .map((field) => `${field}\n${field === 'Subject' ? body[field] : text(field)}\n`)
      .join(''),
  };
}

function oneOf<Known extends string>(value: string, known: readonly Known[], field: string): Known {
  if (!known.includes(value as Known)) throw new WebhookFormatError(`${field} is not one that is known`);
  return value as Known;
}
