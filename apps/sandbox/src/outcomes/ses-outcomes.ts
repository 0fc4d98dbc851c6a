import { ACCEPTED, type AtFirst, firstTimes, refused } from './answers.js';
import { ON_THE_WAY } from './on-the-way.js';
import type { Answer, SesOutcome, SesReport } from './outcome.js';

const ARRIVES: readonly SesReport[] = ['Send', 'Delivery'];

/** Every mailbox without a line below. */
export const SES_DELIVERED = { answer: ACCEPTED, reports: ARRIVES };

/** What mailboxes do at SES: those of SendGrid, with the errors and events that SES has for them. */
export const SES_OUTCOMES: readonly SesOutcome[] = [
  at('bounce', 'accepted, then a permanent bounce (550 5.1.1)', ACCEPTED, ['Send', 'Bounce']),
  at('blocked', 'accepted, then a transient bounce (451 4.7.1)', ACCEPTED, ['Send', 'TransientBounce']),
  at('dropped', "accepted, then bounced: on the account's suppression list", ACCEPTED, [
    ...(['Send', 'SuppressedBounce'] as const),
  ]),
  at('deferred', 'delayed (421 4.7.0), then delivered', ACCEPTED, ['Send', 'DeliveryDelay', 'Delivery']),
  at('rejected', 'accepted, then rejected: bad content', ACCEPTED, ['Send', 'Reject']),
  at('opened', 'delivered, then opened and clicked', ACCEPTED, [...ARRIVES, 'Open', 'Click']),
  at('spamreport', 'delivered, then a complaint', ACCEPTED, [...ARRIVES, 'Complaint']),
  at('quiet', 'accepted and sent, but no delivery event ever comes', ACCEPTED, ['Send']),

  at('400', '400, BadRequestException, always', refused('BadRequestException')),
  at('unverified', '400, MessageRejected: an address is not verified', refused('MessageRejected')),
  at('account', '400, SendingPausedException: the account takes nothing', refused('SendingPausedException')),
  at('429', '429, TooManyRequestsException, always', refused('TooManyRequestsException')),
  at('429-once', '429 the first time, then delivered', firstTimes(1, refused('TooManyRequestsException'))),
  at('quota', '400, LimitExceededException: the day is used up', refused('LimitExceededException')),
  at('500', '500, always', refused('InternalFailure')),
  at('503-twice', '503 the first two times, then delivered', firstTimes(2, refused('ServiceUnavailable'))),
  ...ON_THE_WAY.map(({ mailbox, says, what }) => at(mailbox, says, what)),
];

function at(
  mailbox: string,
  says: string,
  what: Answer<string> | AtFirst<string>,
  reports: readonly SesReport[] = ARRIVES,
): SesOutcome {
  return { mailbox, says, ...('answer' in what ? what : { answer: what }), reports };
}
