import type { Pool } from 'pg';

const EVENTS = ['accepted', 'sent', 'delivered', 'failed', 'canceled', 'received'] as const;
type Figures = Record<(typeof EVENTS)[number], number>;

/** $1: from when on, $2: until when. */
const COUNTED = `
  SELECT ${EVENTS.map((event) => `count(*) FILTER (WHERE type = '${event}') AS ${event}`).join()}
    FROM message_events
   WHERE created_at >= $1 AND created_at < $2 AND type IN (${EVENTS.map((event) => `'${event}'`).join()})
     AND (detail IS NULL OR NOT detail ? 'webhook_id')`;

const HOUR_MS = 3_600_000;
const PERIODS = { hour: 24 * HOUR_MS, day: 30 * 24 * HOUR_MS };

/** Whether the overview's figures of a day and of a month are what a count of all rows is; both are noted. */
export async function compareFigures(
  pool: Pool,
  url: string,
  note: (line: string) => void,
): Promise<boolean> {
  let isEqual = true;
  for (const [interval, length] of Object.entries(PERIODS)) {
    // Whole hours or days that are over: nothing is added to them while both are asked.
    const step = interval === 'hour' ? HOUR_MS : 24 * HOUR_MS;
    const to = new Date(Math.floor(Date.now() / step) * step);
    const from = new Date(to.getTime() - length);
    const query = `interval=${interval}&from=${from.toISOString()}&to=${to.toISOString()}`;
    const answer = await fetch(`${url}/api/v1/statistics?${query}`);
    const { totals } = (await answer.json()) as { totals: Figures };
    const { rows } = await pool.query<Record<string, string>>(COUNTED, [from, to]);
    const differing = EVENTS.filter((event) => Number(rows[0]?.[event]) !== totals[event]);
    const words = EVENTS.map((event) => `${event} ${totals[event]}`).join(', ');
    note(
      `figures by ${interval}: ${words}; ${differing.length === 0 ? 'as the rows say' : 'NOT as the rows say'}`,
    );
    for (const event of differing) note(`  ${event}: ${totals[event]}, of rows ${rows[0]?.[event]}`);
    isEqual &&= differing.length === 0;
  }
  return isEqual;
}
