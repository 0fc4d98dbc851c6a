import { segmentCount } from './segments.js';
import { DELIVERY_ERRORS } from './twilio-errors.js';
import type { TwilioMessage } from './twilio-message.js';

export const API_VERSION = '2010-04-01';
/** In US dollars. */
const [SEGMENT_PRICE, MMS_PRICE] = [0.0075, 0.02];

/** The Message resource as the API shows it (https://www.twilio.com/docs/messaging/api/message-resource). */
export function messageResource(accountSid: string, message: TwilioMessage) {
  const path = `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.id}`;
  // A messaging service picks the sender later, and only then the parts are counted.
  const awaitsSender = message.status === 'accepted';
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt && rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: 'outbound-api',
    error_code: message.errorCode,
    error_message: message.errorCode && (DELIVERY_ERRORS[message.errorCode] ?? null),
    from: message.from || null,
    messaging_service_sid: message.messagingServiceSid,
    num_media: String(message.attachments.length),
    num_segments: awaitsSender ? '0' : String(message.channel === 'mms' ? 1 : segmentCount(message.body)),
    price: priceOf(message),
    price_unit: 'USD',
    sid: message.id,
    status: message.status,
    subresource_uris: { media: `${path}/Media.json` },
    to: message.to,
    uri: `${path}.json`,
  };
}

/** Known once it is sent, and below 0: it is taken from the account. */
function priceOf({ channel, body, sentAt, status }: TwilioMessage): string | null {
  if (sentAt === null || status === 'failed') return null;
  const price = channel === 'mms' ? MMS_PRICE : SEGMENT_PRICE * segmentCount(body);
  return (-price).toFixed(5);
}

export type MessageResource = ReturnType<typeof messageResource>;

function rfc2822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
