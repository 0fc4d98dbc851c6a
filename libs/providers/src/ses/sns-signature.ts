import { verify, type X509Certificate } from 'node:crypto';
import type { WebhookRequest } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';
import type { SnsClient } from './sns-client.js';
import { readSnsMessage, type SnsMessage } from './sns-message.js';
import type { SnsPlaces } from './sns-places.js';

/** Every POST of SNS has it; the signature itself is in the body, which has 256 kB, and escapes. */
export const SNS_WEBHOOK_BOUNDS = { signatureHeader: 'x-amz-sns-topic-arn', bytes: 1024 * 1024 };
const HASHES = { '1': 'sha1', '2': 'sha256' };

/**
 * Whether a callback is a message of one of our topics, published within `toleranceMs` of now and signed with the key of a
 * certificate that lies at SNS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * @throws RetryableError when the certificate cannot be had now.
 */
export async function isSignedBySns(
  { headers, rawBody }: WebhookRequest,
  places: SnsPlaces,
  client: SnsClient,
  toleranceMs: number,
): Promise<boolean> {
  if (!places.knows(headers[SNS_WEBHOOK_BOUNDS.signatureHeader] ?? '')) return false;
  const message = readable(rawBody);
  if (message === null || !places.knows(message.topicArn)) return false;
  // Not a time at all compares as neither.
  if (!(Math.abs(Date.now() - message.timestamp.getTime()) <= toleranceMs)) return false;
  const certificate = await client.certificateOf(message);
  return certificate !== null && isOfNow(certificate) && isSigned(message, certificate);
}

function readable(rawBody: Buffer): SnsMessage | null {
  try {
    return readSnsMessage(rawBody);
  } catch (error) {
    if (error instanceof WebhookFormatError) return null;
    throw error;
  }
}

function isOfNow({ validFrom, validTo }: X509Certificate): boolean {
  return Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo);
}

function isSigned(
  { signedText, signatureVersion, signature }: SnsMessage,
  { publicKey }: X509Certificate,
): boolean {
  if (publicKey.asymmetricKeyType !== 'rsa') return false;
  return verify(HASHES[signatureVersion], Buffer.from(signedText), publicKey, signature);
}
