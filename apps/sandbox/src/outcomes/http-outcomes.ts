import { ACCEPTED, type AtFirst, firstTimes, refused } from './answers.js';
import { ON_THE_WAY } from './on-the-way.js';
import type { Answer, HttpOutcome, HttpReport } from './outcome.js';

const ARRIVES: readonly HttpReport[] = ['sent', 'delivered'];

/** Every recipient without a line below. */
export const HTTP_DELIVERED = { answer: ACCEPTED, reports: ARRIVES };

/** What the other side of the HTTP provider does: a number for texts, a mailbox for mails. */
export const HTTP_OUTCOMES: readonly HttpOutcome[] = [
  to('0001', '422', '422, no_such_recipient: refused for good', refused('no_such_recipient')),
  to('0002', 'elsewhere', '422, no_route: another provider may take it', refused('no_route')),
  to('0004', 'opted-out', '422, opted_out: the recipient opted out', refused('opted_out')),
  to('0402', 'account', '402, no_credit: the account takes nothing', refused('no_credit')),
  to(
    '3005',
    'bounce',
    'accepted, then failed with no_such_recipient',
    ACCEPTED,
    ['sent', 'failed'],
    'no_such_recipient',
  ),
  to('0202', 'quiet', 'accepted and sent, but no delivery event ever comes', ACCEPTED, ['sent']),
  to('0429', '429', '429 with Retry-After: 2, always', refused('too_fast', 2)),
  to(
    '1429',
    '429-once',
    '429 with Retry-After: 2 the first time, then delivered',
    firstTimes(1, refused('too_fast', 2)),
  ),
  to('0500', '500', '500, always', refused('broken')),
  to('0503', '503', '503, always', refused('away')),
  to('1503', '503-twice', '503 the first two times, then delivered', firstTimes(2, refused('away'))),
  ...ON_THE_WAY.map(({ number, mailbox, says, what }) => outcome(number, mailbox, says, what)),
];

function to(
  digits: string,
  mailbox: string,
  says: string,
  what: Answer<string> | AtFirst<string>,
  reports: readonly HttpReport[] = ARRIVES,
  errorCode?: string,
): HttpOutcome {
  return outcome(`+1500555${digits}`, mailbox, says, what, reports, errorCode);
}

function outcome(
  number: string,
  mailbox: string,
  says: string,
  what: Answer<string> | AtFirst<string>,
  reports: readonly HttpReport[] = ARRIVES,
  errorCode?: string,
): HttpOutcome {
  const answer = 'answer' in what ? what : { answer: what };
  return { number, mailbox, says, ...answer, reports, errorCode };
}
