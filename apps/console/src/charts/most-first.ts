import type { Series, SeriesColour } from './series.js';

/** So many have a colour of their own; the others are one. */
const MAX_SERIES = 6;
const REST_COLOUR = 7;

/** What belongs to one name, time by time. */
export interface Course {
  name: string;
  values: number[];
}

/** Those with most first, each in a colour; beyond a few they are one. */
export function mostFirst(courses: Course[]): Series[] {
  const sorted = [...courses].sort((one, other) => sum(other.values) - sum(one.values));
  const shown = sorted.slice(0, MAX_SERIES);
  const rest = sorted.slice(MAX_SERIES);
  const coloured = shown.map((each, at): Series => ({ ...each, colour: (at + 1) as SeriesColour }));
  if (rest.length === 0) return coloured;
  const values = (rest[0]?.values ?? []).map((_, at) => sum(rest.map((each) => each.values[at] ?? 0)));
  return [...coloured, { name: `${rest.length} others`, values, colour: REST_COLOUR }];
}

export const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0);
