import { randomBytes } from 'node:crypto';
import type { SendgridReport } from '../outcomes/outcome.js';
import type { SendgridMessage } from './sendgrid-message.js';

/** One event as SendGrid posts it. */
export type SendgridEvent = Record<string, unknown>;

/** Of the range for documentation, RFC 5737. */
const SENDING_IP = '192.0.2.25';
const BROWSER_IP = '192.0.2.80';
const BROWSER = { useragent: 'Mozilla/5.0 (Sandbox)', ip: BROWSER_IP };

/** What each kind of event says beyond the common fields (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event). */
const OWN_FIELDS: Record<SendgridReport, SendgridEvent> = {
  processed: { event: 'processed' },
  deferred: { event: 'deferred', response: '421 4.7.0 Try again later', attempt: '1', ip: SENDING_IP },
  delivered: { event: 'delivered', response: '250 2.0.0 OK', ip: SENDING_IP, tls: 1 },
  bounce: {
    event: 'bounce',
    type: 'bounce',
    reason: '550 5.1.1 The email account that you tried to reach does not exist',
    status: '5.1.1',
    bounce_classification: 'Invalid Address',
    ip: SENDING_IP,
    tls: 1,
  },
  blocked: {
    event: 'bounce',
    type: 'blocked',
    reason: '550 5.7.1 Message rejected by the recipient policy',
    status: '5.7.1',
    bounce_classification: 'Reputation',
    ip: SENDING_IP,
    tls: 1,
  },
  dropped: { event: 'dropped', reason: 'Bounced Address', status: '5.0.0' },
  invalid: { event: 'dropped', reason: 'Invalid' },
  open: { event: 'open', ...BROWSER, sg_content_type: 'html', sg_machine_open: false },
  click: {
    event: 'click',
    ...BROWSER,
    url: 'https://www.example.com/',
    url_offset: { index: 0, type: 'html' },
  },
  spamreport: { event: 'spamreport' },
  unsubscribe: { event: 'unsubscribe' },
};

const ENGAGEMENT: readonly SendgridReport[] = ['open', 'click', 'spamreport', 'unsubscribe'];

/** True for events that say what the recipient did, which changes nothing of the delivery. */
export function isEngagement(report: SendgridReport): boolean {
  return ENGAGEMENT.includes(report);
}

/** Builds an event; the caller's custom args come at its top level, and never hide a field of SendGrid's own. */
export function sendgridEvent(message: SendgridMessage, report: SendgridReport, at: Date): SendgridEvent {
  return {
    ...message.customArgs,
    email: message.to,
    timestamp: Math.floor(at.getTime() / 1_000),
    ...(!isEngagement(report) && { 'smtp-id': message.smtpId }),
    ...OWN_FIELDS[report],
    ...(message.categories.length > 0 && { category: message.categories }),
    sg_event_id: randomBytes(16).toString('base64url'),
    sg_message_id: message.sgMessageId,
  };
}
