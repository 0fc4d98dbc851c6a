import { STATISTICS_STEPS, type StatisticsBucket, type StatisticsStep } from '#entities';

const LENGTH_MS: Record<StatisticsStep, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** How long a minute, an hour or a day is, in milliseconds: they are those of UTC, which all have the same length. */
export const lengthOf = (step: StatisticsStep): number => LENGTH_MS[step];

/** When the minute, the hour or the day began in which that moment is. */
export function beginOf(step: StatisticsStep, at: Date): Date {
  return new Date(Math.floor(at.getTime() / LENGTH_MS[step]) * LENGTH_MS[step]);
}

/** When that minute, hour or day ends; the moment itself where it is between two. */
export function endOf(step: StatisticsStep, at: Date): Date {
  return new Date(Math.ceil(at.getTime() / LENGTH_MS[step]) * LENGTH_MS[step]);
}

/** The minute, the hour and the day in which that moment is. */
export function bucketsOf(at: Date): StatisticsBucket[] {
  return STATISTICS_STEPS.map((step) => ({ step, time: beginOf(step, at) }));
}

/** A time in one step's buckets. */
export interface Piece {
  step: StatisticsStep;
  from: Date;
  to: Date;
}

/**
 * The same time in as few buckets as there can be: days, before and after them hours, and minutes at both ends. `from` and
 * `to` are where buckets of `finest` begin.
 */
export function piecesOf(finest: StatisticsStep, from: Date, to: Date): Piece[] {
  const coarser = STATISTICS_STEPS[STATISTICS_STEPS.indexOf(finest) + 1];
  if (coarser === undefined) return [{ step: finest, from, to }];
  const [first, last] = [endOf(coarser, from), beginOf(coarser, to)];
  if (first >= last) return [{ step: finest, from, to }];
  const pieces = [
    { step: finest, from, to: first },
    ...piecesOf(coarser, first, last),
    { step: finest, from: last, to },
  ];
  return pieces.filter((piece) => piece.from < piece.to);
}
