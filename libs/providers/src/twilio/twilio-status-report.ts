import type { DeliveryReport, ReportKind } from '../message-provider.js';
import { OPTED_OUT } from './twilio-http-client.js';
import { twilioWords } from './twilio-words.js';

/** Statuses that move a message; `accepted`, `queued`, `sending`, `read` and any new one are only noted. */
const KINDS: Record<string, ReportKind> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
};

/** A status of a message as Twilio gives it, in a callback or in its list. */
export interface TwilioStatus extends Pick<DeliveryReport, 'messageId' | 'occurredAt' | 'payload'> {
  sid: string;
  status: string;
  code: string | null;
  /** Twilio's own, where it gives more than the code. */
  words: string | null;
  to: string | undefined;
  from: string | undefined;
}

/** The one event that this status of this message is, however often and in whatever way it is told. */
export function statusReport(told: TwilioStatus): DeliveryReport {
  const { sid, status, code, words, to: address, from: sender, ...rest } = told;
  return {
    eventId: `${sid}:${status}`,
    kind: Object.hasOwn(KINDS, status) ? (KINDS[status] as ReportKind) : 'noted',
    providerStatus: status,
    providerMessageId: sid,
    code,
    reason: words || (code && twilioWords(code)),
    ...rest,
    ...(code === OPTED_OUT &&
      address &&
      sender && { consent: { change: 'suppress', channel: 'sms', address, sender, reason: 'stop' } }),
  };
}
