import { randomUUID } from 'node:crypto';
import type { SesReport } from '../outcomes/outcome.js';
import type { SesMessage } from './ses-message.js';

/** Of the range for documentation, RFC 5737. */
const BROWSER = { ipAddress: '192.0.2.80', userAgent: 'Mozilla/5.0 (Sandbox)' };

const bounce = (bounceType: string, bounceSubType: string, status: string, words: string) => ({
  eventType: 'Bounce',
  part: 'bounce',
  own: (emailAddress: string) => ({
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress, action: 'failed', status, diagnosticCode: words }],
    feedbackId: randomUUID(),
    reportingMTA: 'dsn; a8-70.smtp-out.amazonses.com',
  }),
});

/** What each event says (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html). */
const EVENTS: Record<SesReport, { eventType: string; part: string; own(emailAddress: string): object }> = {
  Send: { eventType: 'Send', part: 'send', own: () => ({}) },
  Delivery: {
    eventType: 'Delivery',
    part: 'delivery',
    own: (to) => ({ processingTimeMillis: 120, recipients: [to], smtpResponse: '250 2.6.0 OK' }),
  },
  Bounce: bounce('Permanent', 'General', '5.1.1', 'smtp; 550 5.1.1 user unknown'),
  TransientBounce: bounce('Transient', 'General', '4.7.1', 'smtp; 451 4.7.1 Try again later'),
  SuppressedBounce: bounce(
    'Permanent',
    'OnAccountSuppressionList',
    '5.1.1',
    'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
  ),
  DeliveryDelay: {
    eventType: 'DeliveryDelay',
    part: 'deliveryDelay',
    own: (emailAddress) => ({
      delayType: 'TransientCommunicationFailure',
      delayedRecipients: [
        { emailAddress, status: '4.7.0', diagnosticCode: 'smtp; 421 4.7.0 Try again later' },
      ],
    }),
  },
  Complaint: {
    eventType: 'Complaint',
    part: 'complaint',
    own: (emailAddress) => ({
      complainedRecipients: [{ emailAddress }],
      complaintFeedbackType: 'abuse',
      feedbackId: randomUUID(),
    }),
  },
  Reject: { eventType: 'Reject', part: 'reject', own: () => ({ reason: 'Bad content' }) },
  Open: { eventType: 'Open', part: 'open', own: () => BROWSER },
  Click: { eventType: 'Click', part: 'click', own: () => ({ ...BROWSER, link: 'https://www.example.com/' }) },
};

/** Whether an event says what the recipient did, which changes nothing of the delivery. */
export function isOfRecipient(report: SesReport): boolean {
  return report === 'Complaint' || report === 'Open' || report === 'Click';
}

/** An event as SES publishes it. */
export function sesEvent(message: SesMessage, report: SesReport, at: Date): object {
  const { eventType, part, own } = EVENTS[report];
  const timestamp = at.toISOString();
  const tags = Object.entries(message.customArgs).map(([name, value]) => [name, [value]]);
  return {
    eventType,
    mail: {
      timestamp: message.createdAt.toISOString(),
      source: message.from,
      sendingAccountId: '000000000000',
      messageId: message.id,
      destination: message.destination,
      commonHeaders: { from: [message.from], to: [message.to], subject: message.subject },
      tags: Object.fromEntries(tags) as Record<string, string[]>,
    },
    [part]: { ...(report !== 'Send' && report !== 'Reject' && { timestamp }), ...own(message.to) },
  };
}
