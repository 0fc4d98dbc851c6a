import { ACCEPTED, type AtFirst, firstTimes, refused } from './answers.js';
import { ON_THE_WAY } from './on-the-way.js';
import type { Answer, SendgridOutcome, SendgridReport, TwilioOutcome, TwilioReport } from './outcome.js';

const ARRIVES: readonly TwilioReport[] = ['sent', 'delivered'];
const UNDELIVERED: readonly TwilioReport[] = ['sent', 'undelivered'];
const MAIL_ARRIVES: readonly SendgridReport[] = ['processed', 'delivered'];

/** Every number and mailbox without a line below. */
export const TWILIO_DELIVERED = { answer: ACCEPTED, reports: ARRIVES };
export const SENDGRID_DELIVERED = { answer: ACCEPTED, reports: MAIL_ARRIVES };
/** Of an address that RFC 5322 does not have (https://www.twilio.com/docs/sendgrid/ui/sending-email/invalid-emails). */
export const SENDGRID_INVALID = { answer: ACCEPTED, reports: ['invalid'] satisfies SendgridReport[] };

/**
 * What Twilio's numbers do. The documented ones are from https://www.twilio.com/docs/iam/test-credentials#magic-input;
 * ours continue its fictional range by the last four digits: 3xxx ends in error 3000x, 0xxx is always the same, 1xxx
 * goes wrong at first and then works.
 */
export const TWILIO_OUTCOMES: readonly TwilioOutcome[] = [
  documented('To', '+15005550001', '400, error 21211: not a valid number', 21211),
  documented('To', '+15005550002', '400, error 21612: no route to this number', 21612),
  documented('To', '+15005550003', '400, error 21408: no permission for this region', 21408),
  documented('To', '+15005550004', '400, error 21610: the recipient opted out', 21610),
  documented('To', '+15005550009', '400, error 21614: not a mobile number', 21614),
  documented('From', '+15005550001', '400, error 21212: not a valid number', 21212),
  documented('From', '+15005550007', '400, error 21606: not a number of this account', 21606),
  documented('From', '+15005550008', '429, error 21611: the queue of this number is full', 21611),

  to('+15005553001', 'accepted, then failed with 30001: queue overflow', ACCEPTED, ['failed'], 30001),
  to('+15005553003', 'accepted, then undelivered with 30003: unreachable', ACCEPTED, UNDELIVERED, 30003),
  to('+15005553005', 'accepted, then undelivered with 30005: unknown', ACCEPTED, UNDELIVERED, 30005),
  to('+15005553006', 'accepted, then undelivered with 30006: landline', ACCEPTED, UNDELIVERED, 30006),
  to('+15005553007', 'accepted, then undelivered with 30007: filtered', ACCEPTED, UNDELIVERED, 30007),
  to('+15005553008', 'accepted, then undelivered with 30008: unknown error', ACCEPTED, UNDELIVERED, 30008),
  to('+15005550202', 'accepted and sent, but no delivery receipt ever comes', ACCEPTED, ['sent']),

  to('+15005550429', '429, error 20429, with Retry-After: 2, always', refused(20429, 2)),
  to(
    '+15005551429',
    '429 with Retry-After: 2 the first time, then delivered',
    firstTimes(1, refused(20429, 2)),
  ),
  to('+15005550500', '500, error 20500, always', refused(20500)),
  to('+15005550503', '503, error 20503, always', refused(20503)),
  to('+15005551503', '503 the first two times, then delivered', firstTimes(2, refused(20503))),
  ...ON_THE_WAY.map(({ number, says, what }) => to(number, says, what)),
];

/** What mailboxes at {@link SIMULATOR_DOMAIN} do. SendGrid documents none, so all are ours. */
export const SENDGRID_OUTCOMES: readonly SendgridOutcome[] = [
  at('bounce', 'accepted, then a hard bounce (550 5.1.1)', ACCEPTED, ['processed', 'bounce']),
  at('blocked', 'accepted, then a bounce of type "blocked" (550 5.7.1)', ACCEPTED, ['processed', 'blocked']),
  at('dropped', 'accepted, then dropped: bounced address', ACCEPTED, ['dropped']),
  at('deferred', 'deferred (421 4.7.0), then delivered', ACCEPTED, ['processed', 'deferred', 'delivered']),
  at('opened', 'delivered, then opened and clicked', ACCEPTED, [...MAIL_ARRIVES, 'open', 'click']),
  at('spamreport', 'delivered, then reported as spam', ACCEPTED, [...MAIL_ARRIVES, 'spamreport']),
  at('unsubscribe', 'delivered, then unsubscribed', ACCEPTED, [...MAIL_ARRIVES, 'unsubscribe']),
  at('quiet', 'accepted and processed, but no delivery event ever comes', ACCEPTED, ['processed']),

  at('400', '400, always', refused(400)),
  at('429', '429 with X-RateLimit-Reset in 2 s, always', refused(429, 2)),
  at('429-once', '429 the first time, then delivered', firstTimes(1, refused(429, 2))),
  at('500', '500, always', refused(500)),
  at('503-twice', '503 the first two times, then delivered', firstTimes(2, refused(503))),
  ...ON_THE_WAY.map(({ mailbox, says, what }) => at(mailbox, says, what)),
];

function documented(party: 'To' | 'From', number: string, says: string, code: number): TwilioOutcome {
  return { party, number, isDocumented: true, says, answer: refused(code), reports: [] };
}

function to(
  number: string,
  says: string,
  what: Answer | AtFirst<number>,
  reports: readonly TwilioReport[] = ARRIVES,
  errorCode?: number,
): TwilioOutcome {
  return { party: 'To', number, says, ...('answer' in what ? what : { answer: what }), reports, errorCode };
}

function at(
  mailbox: string,
  says: string,
  what: Answer | AtFirst<number>,
  reports: readonly SendgridReport[] = MAIL_ARRIVES,
): SendgridOutcome {
  return { mailbox, says, ...('answer' in what ? what : { answer: what }), reports };
}
