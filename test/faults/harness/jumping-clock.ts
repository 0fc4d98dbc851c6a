export type ClockSetting = 'right' | 'an hour ahead' | 'an hour behind';

/** What sets the clock of a process; signals that Node leaves to the program. */
export const CLOCK_SIGNALS: Record<ClockSetting, NodeJS.Signals> = {
  right: 'SIGURG',
  'an hour ahead': 'SIGUSR2',
  'an hour behind': 'SIGWINCH',
};

const HOUR_MS = 3_600_000;

const CODE = `
const TrueDate = Date;
let offset = 0;
const now = () => TrueDate.now() + offset;
process.on('${CLOCK_SIGNALS.right}', () => (offset = 0));
process.on('${CLOCK_SIGNALS['an hour ahead']}', () => (offset = ${HOUR_MS}));
process.on('${CLOCK_SIGNALS['an hour behind']}', () => (offset = -${HOUR_MS}));
globalThis.Date = new Proxy(TrueDate, {
  construct: (date, values, as) => Reflect.construct(date, values.length > 0 ? values : [now()], as),
  get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
});`;

/** A `NODE_OPTIONS` that lets a test set the wall clock of a process while it runs. */
export const JUMPING_CLOCK = `--import=data:text/javascript,${encodeURIComponent(CODE)}`;
