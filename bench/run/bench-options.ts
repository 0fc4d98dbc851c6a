import { parseArgs } from 'node:util';

export interface BenchOptions {
  rounds: number;
  seconds: number;
  concurrency: number;
  seed: number;
  /** Bulk that waits while codes are sent. */
  backlog: number;
  /** Names of metrics; empty: all. */
  only: string[];
  profileTo: string | undefined;
  /** Variables of our processes, besides the defaults. */
  set: Record<string, string>;
}

export const USAGE = `npm run bench -- [options]
  --only a,b         only these: %names%
  --rounds N         measurements of each, in turn (3)
  --seconds N        how long each lasts, about (8)
  --concurrency N    messages in hand at once in a processor, ours and stock (100)
  --seed N           of recipients and pauses (1)
  --backlog N        bulk that waits in "lanes" (1000000)
  --set NAME=VALUE   a variable for our processes, to see what a setting changes; may be repeated
  --profile FOLDER   write a CPU profile of each of our processes`;

/** @throws Error naming the option that is wrong. */
export function benchOptions(args: string[], names: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      concurrency: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      backlog: { type: 'string', default: '1000000' },
      profile: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const only = values.only.split(',').filter(Boolean);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`--only: there is no "${unknown}"; there is ${names.join(', ')}`);
  return {
    rounds: wholeNumber('rounds', values.rounds),
    seconds: wholeNumber('seconds', values.seconds),
    concurrency: wholeNumber('concurrency', values.concurrency),
    seed: wholeNumber('seed', values.seed),
    backlog: wholeNumber('backlog', values.backlog),
    only,
    profileTo: values.profile,
    set: variables(values.set),
  };
}

/** @throws Error naming the one that is no NAME=VALUE. */
export function variables(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map(variable));
}

function variable(text: string): [string, string] {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`--set takes NAME=VALUE, got "${text}"`);
  return [name, value];
}

/** @throws Error naming the option when it is no whole number above 0. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${option} must be a whole number above 0`);
  return number;
}
