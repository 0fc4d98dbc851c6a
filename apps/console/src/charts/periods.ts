import type { Step } from './series.js';

/** How far figures look back: an hour of minutes, a day of hours, a month of days. Named in the address as the API's `interval`. */
export const PERIODS: readonly (readonly [step: Step, title: string])[] = [
  ['minute', 'Last hour'],
  ['hour', '24 hours'],
  ['day', '30 days'],
];

const DEFAULT_STEP: Step = 'hour';

/** The step that an address asks for, or the usual one. */
export const stepIn = (value: string | string[] | undefined): Step =>
  PERIODS.find(([step]) => step === value)?.[0] ?? DEFAULT_STEP;
