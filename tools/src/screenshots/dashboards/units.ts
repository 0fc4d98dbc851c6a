/** Numbers as Grafana writes them: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */

type Scale = readonly (readonly [from: number, divisor: number, unit: string])[];

const THOUSANDS: Scale = [
  [1e9, 1e9, ' Bil'],
  [1e6, 1e6, ' Mil'],
  [1e3, 1e3, ' K'],
];
const TIMES: Scale = [
  [3_600, 3_600, ' hours'],
  [60, 60, ' mins'],
  [1, 1, ' s'],
  [1e-3, 1e-3, ' ms'],
  [1e-6, 1e-6, ' µs'],
];
const SIZES: Scale = [
  [2 ** 30, 2 ** 30, ' GiB'],
  [2 ** 20, 2 ** 20, ' MiB'],
  [2 ** 10, 2 ** 10, ' KiB'],
];
const FORMATS: Record<string, (value: number) => string> = {
  short: (value) => scaled(value, THOUSANDS, ''),
  reqps: (value) => scaled(value, THOUSANDS, '', ' req/s'),
  s: (value) => scaled(value, TIMES, ' s'),
  percentunit: (value) => `${digits(value * 100)}%`,
  bytes: (value) => scaled(value, SIZES, ' B'),
};

/** `1.5 K`, `23 ms`, `98.7%`. @throws Error for a unit that no dashboard has. */
export function formatted(value: number, unit: string): string {
  const format = FORMATS[unit];
  if (!format) throw new Error(`units.ts does not know ${unit}`);
  return format(value);
}

function scaled(value: number, scale: Scale, plain: string, suffix = ''): string {
  const [, divisor = 1, unit = plain] =
    (value !== 0 && scale.find(([from]) => Math.abs(value) >= from)) || [];
  return digits(value / divisor) + unit + suffix;
}

/** Three digits that count. */
const digits = (value: number): string => String(Number(value.toPrecision(3)));

/** Bounds of an axis from nothing to `high`, and the numbers on it, in steps that are easily read. */
export function ticksUpTo(high: number, unit: string): number[] {
  const wanted = high > 0 ? high : unit === 'percentunit' ? 0.01 : 1;
  const base = baseOf(wanted, unit);
  const raw = wanted / base / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= raw) ?? 10) * power * base;
  return Array.from({ length: Math.ceil(wanted / step - 1e-9) + 1 }, (_, n) => n * step);
}

/** What steps are counted in. */
function baseOf(wanted: number, unit: string): number {
  if (unit === 'bytes') return 2 ** (10 * Math.floor(Math.log2(wanted) / 10));
  return unit === 's' ? (TIMES.find(([from]) => wanted >= Math.max(1, from))?.[1] ?? 1) : 1;
}
