import { type AtFirst, CUT, firstTimes, LOST_BY_CUT, LOST_IN_SILENCE, SILENT, SLOW } from './answers.js';
import type { Answer } from './outcome.js';

interface OnTheWay {
  /** Texts to this number meet it, and mails to this mailbox. */
  number: string;
  mailbox: string;
  says: string;
  what: Answer<never> | AtFirst<never>;
}

/** What goes wrong with a request or its answer on the way, at every provider alike. */
export const ON_THE_WAY: readonly OnTheWay[] = [
  at('0408', 'timeout', 'delivered, but the request gets no answer', SILENT),
  at(
    '1408',
    'timeout-once',
    'not taken and no answer the first time, then delivered',
    firstTimes(1, LOST_IN_SILENCE),
  ),
  at('0499', 'cut', 'delivered, but the connection is cut without an answer', CUT),
  at(
    '1499',
    'cut-once',
    'not taken and the connection cut the first time, then delivered',
    firstTimes(1, LOST_BY_CUT),
  ),
  at('2000', 'slow', 'delivered, but the answer takes 2 s', SLOW),
];

function at(digits: string, mailbox: string, says: string, what: OnTheWay['what']): OnTheWay {
  return { number: `+1500555${digits}`, mailbox, says, what };
}
