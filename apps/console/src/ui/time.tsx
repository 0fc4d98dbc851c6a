const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const SHORT_CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

interface TimeProps {
  at: string | null | undefined;
  /** Only its clock today, and only its day before; or only its clock, where the day stands elsewhere. */
  only?: 'nearest' | 'clock';
}

/** A moment in the zone of whoever looks, and in UTC where the pointer rests on it. */
export function Time({ at, only }: TimeProps) {
  if (at === null || at === undefined) return <span className="muted">–</span>;
  const moment = new Date(at);
  const now = new Date();
  const day = moment.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR;
  const isToday = moment.toDateString() === now.toDateString();
  const utc = `${moment.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
  // Where there is little room, one of the two is enough.
  return (
    <time dateTime={at} title={utc} data-today={isToday || undefined}>
      {only === 'clock' || (only === 'nearest' && isToday) ? null : (
        <span className="time-day">{day.format(moment)} </span>
      )}
      {only === 'nearest' && !isToday ? null : (
        <span className="time-clock">{(only === undefined ? CLOCK : SHORT_CLOCK).format(moment)}</span>
      )}
    </time>
  );
}

const UNITS: [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** A length of time in words: `420 ms`, `1.3 s`, `41 s`, `2 min 5 s`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const [name, size] = UNITS[at] as [string, number];
  const smaller = UNITS[at + 1];
  const rest = smaller ? Math.floor((ms % size) / smaller[1]) : 0;
  const whole = `${Math.floor(ms / size)} ${name}`;
  return smaller && rest > 0 ? `${whole} ${rest} ${smaller[0]}` : whole;
}
