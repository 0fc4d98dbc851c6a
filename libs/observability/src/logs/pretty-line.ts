/** Of no use to who sits before one terminal. */
const LEFT_OUT = new Set(['pid', 'host']);
const COLOURS: Record<string, number> = { fatal: 35, error: 31, warn: 33, info: 32, debug: 36, trace: 90 };

/** A line of JSON as people read it: `12:00:00.123 api info [Http] it failed request_id=… `, and a stack below it. */
export function prettyLine(json: string, hasColours: boolean): string {
  const { level, time, app, context, msg, stack, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = (code: number, text: string) => (hasColours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const pairs = Object.entries(fields)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => ` ${paint(90, `${name}=`)}${plain(value)}`);
  const from = context === undefined ? '' : ` ${paint(90, `[${String(context)}]`)}`;
  const when = paint(90, String(time).slice(11, 23));
  const word = paint(COLOURS[String(level)] ?? 0, String(level).padEnd(5));
  const below = stack === undefined ? '' : `\n${String(stack)}`;
  return `${when} ${String(app)} ${word}${from} ${String(msg)}${pairs.join('')}${below}\n`;
}

function plain(value: unknown): string {
  return typeof value === 'string' && !/[\s="]/.test(value) ? value : JSON.stringify(value);
}
