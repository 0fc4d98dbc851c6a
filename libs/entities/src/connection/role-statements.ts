import type { DataSource } from 'typeorm';
import { SESSION_SETTINGS } from './session-settings.js';

/** `%1$I`: the role, `%2$I`: the database, `%3$I`: the schema, `%4$I`: who migrates. PostgreSQL quotes them. */
const GRANTS = [
  'GRANT CONNECT ON DATABASE %2$I TO %1$I',
  'GRANT USAGE ON SCHEMA %3$I TO %1$I',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %3$I TO %1$I',
  'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %3$I TO %1$I',
  'REVOKE INSERT, UPDATE, DELETE ON %3$I.migrations FROM %1$I',
  // For what later migrations make.
  'ALTER DEFAULT PRIVILEGES FOR ROLE %4$I IN SCHEMA %3$I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %1$I',
  'ALTER DEFAULT PRIVILEGES FOR ROLE %4$I IN SCHEMA %3$I GRANT USAGE, SELECT ON SEQUENCES TO %1$I',
];

/**
 * What makes a role one for api and processor on this database: it may read and write rows and nothing else, and its sessions
 * are set as ours are, also where a pooler lets no client set them. To be asked for as the owner of the tables; run by him, or by a superuser.
 */
export async function roleStatements(dataSource: DataSource, role: string): Promise<string[]> {
  const rows = await dataSource.query<{ statement: string }[]>(
    `SELECT format(g, $1::text, current_database(), current_schema(), current_user) AS statement
       FROM unnest($2::text[]) WITH ORDINALITY AS g (g, place)
      UNION ALL
     SELECT format('ALTER ROLE %I IN DATABASE %I SET %I = %L', $1::text, current_database(), name, setting)
       FROM unnest($3::text[], $4::text[]) AS s (name, setting)`,
    [role, GRANTS, Object.keys(SESSION_SETTINGS), Object.values(SESSION_SETTINGS)],
  );
  return rows.map(({ statement }) => statement);
}

/** Runs them, all or none. */
export function prepareRole(dataSource: DataSource, statements: string[]): Promise<void> {
  return dataSource.transaction(async (manager) => {
    for (const statement of statements) await manager.query(statement);
  });
}
