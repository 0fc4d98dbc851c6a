import type { StatisticsPiece, StatisticsStep } from '#entities';
import { beginOf, endOf, lengthOf, piecesOf } from '#messaging';
import { InvalidFields } from '../problems/field-error.js';

/** How many minutes, hours or days are answered when nothing is said. */
const USUAL_TIMES: Record<StatisticsStep, number> = { minute: 60, hour: 24, day: 30 };
/** Half a day of minutes, a month of hours, two years of days. */
const MAX_TIMES = 800;

/** The whole minutes, hours or days that are asked for. @throws InvalidFields when there are none, or too many. */
export function timeAsked(
  asked: { from?: Date; to?: Date; interval?: StatisticsStep },
  now: Date,
): StatisticsPiece & { pieces: StatisticsPiece[] } {
  const step = asked.interval ?? 'hour';
  const length = lengthOf(step);
  const to = endOf(step, asked.to ?? now);
  const from = beginOf(step, asked.from ?? new Date(to.getTime() - USUAL_TIMES[step] * length));
  if (from >= to) throw new InvalidFields([{ field: 'to', reason: 'must be after from' }]);
  const times = (to.getTime() - from.getTime()) / length;
  if (times > MAX_TIMES) {
    const reason = `makes ${times} times of this, at most ${MAX_TIMES} are answered: take longer ones, or less time`;
    throw new InvalidFields([{ field: 'interval', reason }]);
  }
  return { step, from, to, pieces: piecesOf(step, from, to) };
}
