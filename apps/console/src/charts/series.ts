/** Colours of series, as tokens.css names them. */
export type SeriesColour = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 'good' | 'bad';

/** One row of numbers of a chart. */
export interface Series {
  name: string;
  /** One for each time; null: there is none. */
  values: (number | null)[];
  colour: SeriesColour;
}

/** A line across a chart that numbers are measured by. */
export interface Limit {
  value: number;
  text: string;
}

/** From where to where a chart reaches; without it from nothing to what there is. */
export type Reach = readonly [bottom: number, top: number];

/** How long one time of a chart is, as the API names it. */
export type Step = 'minute' | 'hour' | 'day';

const STEP_MS: Record<Step, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When each minute, hour or day of a time begins; milliseconds. */
export function timesOf(from: string, to: string, step: Step): number[] {
  const [first, end, length] = [Date.parse(from), Date.parse(to), STEP_MS[step]];
  return Array.from(
    { length: Math.max(0, Math.round((end - first) / length)) },
    (_, n) => first + n * length,
  );
}

/** The sums of what is given, time by time: what the API leaves out is nothing. */
export function valuesAt(
  times: number[],
  points: readonly (readonly [time: string, value: number])[],
): number[] {
  const sums = new Map<number, number>();
  for (const [time, value] of points) sums.set(Date.parse(time), (sums.get(Date.parse(time)) ?? 0) + value);
  return times.map((time) => sums.get(time) ?? 0);
}

const MINUTE = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const HOUR = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
/** Days of the API are those of UTC. */
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const FORMATS = { minute: MINUTE, hour: HOUR, day: DAY };

/** A time of a chart in words: a minute or an hour in the viewer's zone, a day in UTC. */
export const timeText = (time: number, step: Step): string => FORMATS[step].format(time);
