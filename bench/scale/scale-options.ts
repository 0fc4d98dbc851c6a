import { parseArgs } from 'node:util';
import { wholeNumber } from '../run/bench-options.js';

export interface ScaleOptions {
  rounds: number;
  seconds: number;
  concurrency: number;
  provider: 'sdk' | 'in-process';
  /** The largest backlog. */
  max: number;
  /** Finished messages in the tables; 0: that part is left out. */
  history: number;
  backlogs: boolean;
}

export const SCALE_USAGE = `npm run bench:scale -- [options]
  --max N            the largest backlog (1000000)
  --history N        finished messages in the tables, kept for the next run; 0 leaves this part out (10000000)
  --only PART        backlog or history
  --provider WHICH   sdk: the twilio SDK and a fake provider; in-process: no HTTP (sdk)
  --rounds N         measurements of each, in turn (3)
  --seconds N        how long each lasts (15)
  --concurrency N    messages in hand at once in a processor (100)`;

/** @throws Error naming the option that is wrong. */
export function scaleOptions(args: string[]): ScaleOptions {
  const { values } = parseArgs({
    args,
    options: {
      max: { type: 'string', default: '1000000' },
      history: { type: 'string', default: '10000000' },
      only: { type: 'string', default: '' },
      provider: { type: 'string', default: 'sdk' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '15' },
      concurrency: { type: 'string', default: '100' },
    },
  });
  const { provider, only } = values;
  if (provider !== 'sdk' && provider !== 'in-process')
    throw new Error('--provider must be sdk or in-process');
  if (!['', 'backlog', 'history'].includes(only)) throw new Error('--only must be backlog or history');
  return {
    rounds: wholeNumber('rounds', values.rounds),
    seconds: wholeNumber('seconds', values.seconds),
    concurrency: wholeNumber('concurrency', values.concurrency),
    provider,
    max: wholeNumber('max', values.max),
    history: only === 'backlog' || values.history === '0' ? 0 : wholeNumber('history', values.history),
    backlogs: only !== 'history',
  };
}
