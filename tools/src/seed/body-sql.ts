import { FIRST_NAME } from './people-sql.js';

const PLACES = ['Elm Street', 'Harbor View', 'North Gate', 'Old Town', 'West Park'];
const array = (words: string[]) => `ARRAY['${words.join("','")}']`;
const DAYS = array(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']);
const SHOPS = array(['Bean & Leaf', 'City Parking', 'Blue Door Books', 'Metro Tickets', 'Green Grocer']);

/** SQL for what stands for each of the words in braces, for message `n` to person `p`. */
const VALUES: Record<string, string> = {
  name: FIRST_NAME,
  place: `pg_temp.pick(${array(PLACES)}, n, 51)`,
  day: `pg_temp.pick(${DAYS}, n, 52)`,
  time: `(8 + floor(10 * pg_temp.chance(n, 53)))::int || ':' || pg_temp.pick(ARRAY['00','15','30','45'], n, 54)`,
  room: `(100 + floor(900 * pg_temp.chance(n, 55)))::text`,
  code: `lpad(floor(1e6 * pg_temp.chance(n, 56))::text, 6, '0')`,
  amount: `'$' || (4 + floor(196 * pg_temp.chance(n, 57) ^ 2))::int || '.' || pg_temp.pick(ARRAY['00','50','90','99'], n, 58)`,
  shop: `pg_temp.pick(${SHOPS}, n, 59)`,
  node: `(1 + floor(8 * pg_temp.chance(n, 60)))::text`,
  percent: `(85 + floor(14 * pg_temp.chance(n, 61)))::text`,
  order: `'CS-' || 100000 + n % 900000`,
  // In one message only.
  ref: `upper(to_hex(n * 2654435761 % 4294967296))`,
};

/** SQL for a template with all words in braces replaced. */
export const filled = (template: string): string =>
  Object.entries(VALUES).reduce((sql, [word, value]) => `replace(${sql}, '{${word}}', ${value})`, template);

/** SQL for the metadata of message `n` of sender `s` about `tag`. */
export const METADATA = `
  CASE WHEN role NOT IN ('first', 'campaign', 'scheduled') OR s = 6 THEN '{}'::jsonb
       WHEN s IN (0, 3) THEN jsonb_build_object('appointment_id', 'A-' || n,
                             'location', lower(replace(pg_temp.pick(${array(PLACES)}, n, 51), ' ', '-')))
       WHEN s IN (2, 4) THEN jsonb_build_object('order_id', 'CS-' || 100000 + n % 900000, 'customer', 'C-' || p)
       ELSE '{}'::jsonb END`;

/** SQL for a mail's HTML. */
export const HTML = `
  '<!doctype html><html><body style="margin:0;background:#f3f0ea;font-family:Helvetica,Arial,sans-serif;color:#222">'
  || '<div style="max-width:520px;margin:24px auto;background:#fff;padding:28px;border-radius:8px">'
  || '<p style="margin:0 0 16px;font-weight:bold;color:#0b6b5d">' || brand || '</p><h1 style="font-size:22px;margin:0 0 12px">'
  || subject || '</h1><p style="line-height:1.5">' || body || '</p></div></body></html>'`;
