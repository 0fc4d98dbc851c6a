import { join } from 'node:path';
import { root } from '../services/paths.js';

/** Where the whole schema is checked in, for people to read. */
export const schemaFile = join(root, 'libs/entities/schema.sql');

/** Runs one query; answers its rows. */
export type RunQuery = <Row>(sql: string) => Promise<Row[]>;

interface Table {
  oid: number;
  name: string;
  options: string[] | null;
}

/** TypeORM's own list of the migrations that ran is no part of the schema. */
const TABLES = `
  SELECT oid::int, relname AS name, reloptions AS options FROM pg_class
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migrations'
   ORDER BY relname`;

const COLUMNS = `
  SELECT a.attrelid::int AS "table",
         concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE "' || c.collname || '"' END,
           CASE WHEN a.attidentity <> '' THEN 'GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END
                || ' AS IDENTITY' END,
           CASE WHEN a.attgenerated <> '' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                WHEN d.adbin IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
           CASE WHEN a.attnotnull THEN 'NOT NULL' END) AS line
    FROM pg_attribute a
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation c ON c.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attrelid, a.attnum`;

/** NOT NULL stands with its column, also where the server keeps it as a constraint (PostgreSQL 18). */
const CONSTRAINTS = `
  SELECT conrelid::int AS "table", 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS line
    FROM pg_constraint WHERE conrelid <> 0 AND contype <> 'n' ORDER BY conrelid, contype DESC, conname`;

const INDEXES = `
  SELECT indrelid::int AS "table", pg_get_indexdef(indexrelid) || ';' AS line
    FROM pg_index JOIN pg_class c ON c.oid = indexrelid
   WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
   ORDER BY indrelid, c.relname`;

const TRIGGERS = `
  SELECT tgrelid::int AS "table", pg_get_triggerdef(oid) || ';' AS line
    FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgrelid, tgname`;

/** Those of an extension are its own. */
const FUNCTIONS = `
  SELECT rtrim(pg_get_functiondef(p.oid), E'\\n') || ';' AS line FROM pg_proc p
   WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
     AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
   ORDER BY proname`;

const EXTENSIONS = `
  SELECT 'CREATE EXTENSION ' || extname || ';' AS line FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname`;

const HEADER =
  '-- The whole schema as the migrations make it, for people to read. Generated: `npm run generate` writes it anew.';

/** The schema of the database that `ask` asks, as text: tables by name, each with its constraints and indexes. */
export async function schemaText(ask: RunQuery): Promise<string> {
  const [columns, constraints, indexes, triggers] = await Promise.all(
    [COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS].map(async (sql) =>
      byTable(await ask<{ table: number; line: string }>(sql)),
    ),
  );
  const free = [...(await ask<{ line: string }>(EXTENSIONS)), ...(await ask<{ line: string }>(FUNCTIONS))];
  const tables = (await ask<Table>(TABLES)).map(({ oid, name, options }) => {
    const lines = [...(columns?.(oid) ?? []), ...(constraints?.(oid) ?? [])].map((line) => `  ${line}`);
    const storage = options ? ` WITH (${options.join(', ')})` : '';
    const create = `CREATE TABLE ${name} (\n${lines.join(',\n')}\n)${storage};`;
    return [create, ...(indexes?.(oid) ?? []), ...(triggers?.(oid) ?? [])].join('\n');
  });
  return `${[HEADER, ...free.map(({ line }) => line), ...tables].join('\n\n')}\n`;
}

function byTable(rows: { table: number; line: string }[]): (table: number) => string[] {
  const lines = new Map<number, string[]>();
  for (const { table, line } of rows) lines.set(table, [...(lines.get(table) ?? []), line]);
  return (table) => lines.get(table) ?? [];
}
