import { ACCEPTED, type AtFirst, firstTimes, refused } from './answers.js';
import { ON_THE_WAY } from './on-the-way.js';
import type { Answer, VonageOutcome, VonageReport } from './outcome.js';

const ARRIVES: readonly VonageReport[] = ['submitted', 'delivered'];
const REJECTED: readonly VonageReport[] = ['submitted', 'rejected'];

/** Every number without a line below. */
export const VONAGE_DELIVERED = { answer: ACCEPTED, reports: ARRIVES };

/** What Vonage's numbers do: it documents none, so they are those of Twilio and of ours, with the errors that Vonage has for them. */
export const VONAGE_OUTCOMES: readonly VonageOutcome[] = [
  to('+15005550001', '422, error 1430: not a valid number', refused('1430')),
  to('+15005550002', '422, error 1250: no route to this number', refused('1250')),
  to('+15005550004', '422, error 1240: the recipient opted out', refused('1240')),
  {
    ...to('+15005550007', '422, error 1420: not a number of this account', refused('1420')),
    party: 'From',
  },
  { ...to('+15005550008', '429, error 1460: the sender used up its day', refused('1460')), party: 'From' },
  to('+15005550402', '402: the credit is used up', refused('low-balance')),
  to('+15005553001', 'accepted, then undeliverable with 1331', ACCEPTED, ['undeliverable'], '1331'),
  to('+15005553003', 'accepted, then rejected with 1180: unreachable', ACCEPTED, REJECTED, '1180'),
  to('+15005553004', 'accepted, then rejected with 1240: opted out', ACCEPTED, REJECTED, '1240'),
  to('+15005553005', 'accepted, then rejected with 1190: not in use', ACCEPTED, REJECTED, '1190'),
  to('+15005553007', 'accepted, then rejected with 1210: filtered', ACCEPTED, REJECTED, '1210'),
  to('+15005553008', 'accepted, then rejected with 1330: unknown error', ACCEPTED, REJECTED, '1330'),
  to('+15005550202', 'accepted and submitted, but no delivery receipt ever comes', ACCEPTED, ['submitted']),
  to('+15005550429', '429 with Retry-After: 2, always', refused('throttled', 2)),
  to(
    '+15005551429',
    '429 with Retry-After: 2 the first time, then delivered',
    firstTimes(1, refused('throttled', 2)),
  ),
  to('+15005550500', '500, always', refused('internal-error')),
  to('+15005550503', '503, always', refused('unavailable')),
  to('+15005551503', '503 the first two times, then delivered', firstTimes(2, refused('unavailable'))),
  ...ON_THE_WAY.map(({ number, says, what }) => to(number, says, what)),
];

function to(
  number: string,
  says: string,
  what: Answer<string> | AtFirst<string>,
  reports: readonly VonageReport[] = ARRIVES,
  errorCode?: string,
): VonageOutcome {
  return { party: 'To', number, says, ...('answer' in what ? what : { answer: what }), reports, errorCode };
}
