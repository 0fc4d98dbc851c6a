import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { OutageLog, type ServiceSettings } from '#config';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { readDatabaseUrl } from './connection/database-url.js';
import { failoverClient } from './connection/failover-client.js';
import { SESSION_SETTINGS, sessionOptions, STATEMENT_TIMEOUT } from './connection/session-settings.js';
import { tellMissingSettings } from './connection/tell-missing-settings.js';
import { isDatabaseUnavailable } from './database-unavailable.js';
import { MessageEvent } from './tables/message-event.entity.js';
import { Message } from './tables/message.entity.js';
import { migrations } from './migrations/index.js';
import { MigrationUnderWay, openDatabase } from './schema-state.js';

/** How long a request waits for a free connection, in milliseconds. */
const CONNECT_TIMEOUT = 3_000;
const WAITS_FOR_MIGRATION_MS = 500;

/** What of the settings says how the database is reached. */
export type DatabaseSettings = Pick<
  ServiceSettings,
  'databaseUrl' | 'databaseSessionSettings' | 'databasePreparedStatements'
>;

/** How a process of ours connects: bounded in time, and with plans that do not depend on luck. */
export function dataSourceOptions(
  databaseUrl: string,
  poolSize: number,
  /** False: sessions are set by their role, because a pooler between refuses to. */
  { sessionSettings = true, settings = SESSION_SETTINGS } = {},
): DataSourceOptions {
  const { url, hosts, needsWrites, options } = readDatabaseUrl(databaseUrl);
  const given = sessionOptions(sessionSettings ? settings : {}, options);
  return {
    type: 'postgres',
    url,
    entities: [Message, MessageEvent],
    migrations,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT,
    applicationName: 'sendstream',
    // Whoever may only read and write rows may not make an extension either; we need none.
    installExtensions: false,
    extra: {
      // The server's own timeout cannot speak over a dead connection; this one is ours.
      query_timeout: STATEMENT_TIMEOUT + 2_000,
      keepAlive: true,
      ...(given === '' ? {} : { options: given }),
      ...(hosts.length > 1 ? { Client: failoverClient(hosts, needsWrites) } : {}),
    },
  };
}

/**
 * Connects, waiting for a database that is not there yet, and for a migration that is under way; says so.
 * @throws Error when it refuses us (credentials, no such database), or its schema is not one for this version.
 */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  const logger = new Logger('Database');
  const outage = new OutageLog(logger, {
    lasts: 'PostgreSQL does not answer yet; waiting',
    over: 'PostgreSQL answers',
  });
  const migration = new OutageLog(logger, {
    lasts: 'the database is being migrated; waiting',
    over: 'the database is migrated',
  });
  for (let tries = 0; ; tries += 1) {
    try {
      const dataSource = await openDatabase(options);
      outage.worked();
      migration.worked();
      return dataSource;
    } catch (error) {
      if (error instanceof MigrationUnderWay) {
        outage.worked();
        migration.failed(error);
        await sleep(WAITS_FOR_MIGRATION_MS);
        continue;
      }
      if (!isDatabaseUnavailable(error)) throw error;
      outage.failed(error);
      await sleep(Math.min(200 * 2 ** tries, 2_000));
    }
  }
}

/**
 * Looks, before an app is built, whether the database has the schema of this version, and tells what a pooler before it dropped;
 * waits for one that is not there yet.
 * @throws Error in one line that says what to run: from within the app it would come with stacks and retries.
 */
export async function requireSchema(settings: DatabaseSettings): Promise<void> {
  const { databaseUrl, databaseSessionSettings: sessionSettings } = settings;
  const dataSource = await connect(dataSourceOptions(databaseUrl, 1, { sessionSettings }));
  try {
    await tellMissingSettings(dataSource, readDatabaseUrl(databaseUrl).options);
  } finally {
    await dataSource.destroy();
  }
}
