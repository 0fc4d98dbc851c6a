import type { OutboundMessage } from '../message-provider.js';
import { isService } from './twilio-service.js';

/** The fields with which Twilio's Message resource makes this message: https://www.twilio.com/docs/messaging/api/message-resource */
export function newMessage(message: OutboundMessage, statusCallback: string): Record<string, unknown> {
  const { from, to, body, attachments, expiresAt } = message;
  return {
    To: to,
    StatusCallback: statusCallback,
    ...(isService(from) ? { MessagingServiceSid: from } : { From: from }),
    ...(body === '' ? {} : { Body: body }),
    ...(attachments.length === 0 ? {} : { MediaUrl: attachments }),
    ...(expiresAt === null ? {} : { ValidityPeriod: validityPeriod(expiresAt) }),
  };
}

/** How long Twilio may keep a message waiting, in seconds: 1 to 36,000, which is its default. */
function validityPeriod(expiresAt: Date): number {
  const left = Math.floor((expiresAt.getTime() - Date.now()) / 1_000);
  return Math.min(Math.max(left, 1), 36_000);
}
