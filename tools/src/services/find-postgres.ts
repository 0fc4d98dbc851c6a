import { userInfo } from 'node:os';
import { faultOfStoreUrl } from '#config';
import pg from 'pg';
import { ensureDatabase, serverVersion } from './postgres-database.js';
import type { Service } from './service.js';
import { ServiceUnavailable } from './service-unavailable.js';

const MIN_VERSION = 13;

export interface FindPostgres {
  env: NodeJS.ProcessEnv;
  /** Made on the server if it is missing; the URL of the answer points to it. */
  database: string;
  /** Called when nothing else serves. */
  own: () => Promise<Service>;
  /** Told, in one line, why a server that is there is passed over. */
  note: (line: string) => void;
}

/**
 * PostgreSQL for development, in this order: `DATABASE_URL`; a server on the standard port of this machine that lets
 * us in and lets us make the database; one of our own.
 * @throws ServiceUnavailable when `DATABASE_URL` is set and cannot be used.
 */
export async function findPostgres({ env, database, own, note }: FindPostgres): Promise<Service> {
  if (env.DATABASE_URL) return fromEnvironment(env.DATABASE_URL);
  const local = await onStandardPort(Number(env.SENDSTREAM_PROBE_POSTGRES_PORT || 5432), database, note);
  if (local) return local;
  const service = await own();
  const url = withDatabase(service.url, database);
  await ensureDatabase(url);
  return { ...service, url };
}

async function fromEnvironment(url: string): Promise<Service> {
  const fault = faultOfStoreUrl(url, 'postgresql');
  if (fault !== null) throw new ServiceUnavailable(`DATABASE_URL ${fault}`);
  try {
    await ensureDatabase(url);
  } catch (error) {
    throw new ServiceUnavailable(`DATABASE_URL is set, but cannot be used: ${reason(error)}`);
  }
  return { url, description: 'PostgreSQL of DATABASE_URL', stop: async () => undefined };
}

async function onStandardPort(
  port: number,
  database: string,
  note: (line: string) => void,
): Promise<Service | undefined> {
  let refusal = '';
  for (const login of ['postgres', 'postgres:postgres', encodeURIComponent(userInfo().username)]) {
    const url = `postgres://${login}@127.0.0.1:${port}/${database}`;
    try {
      const version = await serverVersion(withDatabase(url, 'postgres'));
      if (version < MIN_VERSION) throw new Error(`it is version ${version}, ${MIN_VERSION} is needed`);
      await ensureDatabase(url);
      return { url, description: `PostgreSQL on 127.0.0.1:${port}`, stop: async () => undefined };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return undefined;
      refusal = reason(error);
      // Only a refused login is worth another login.
      if (!(error instanceof pg.DatabaseError)) break;
    }
  }
  note(`PostgreSQL on port ${port} is passed over (${refusal}); set DATABASE_URL to use it.`);
  return undefined;
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function reason(error: unknown): string {
  if (error instanceof pg.DatabaseError) return error.message;
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
