import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { OutageLog } from '#config';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { isDatabaseUnavailable } from './database-unavailable.js';
import { MessageEvent } from './tables/message-event.entity.js';
import { Message } from './tables/message.entity.js';
import { migrations } from './migrations/index.js';
import { openDatabase } from './schema-state.js';

/** How long a request waits for a free connection, and a statement for its end, in milliseconds. */
const CONNECT_TIMEOUT = 3_000;
const STATEMENT_TIMEOUT = 15_000;
/**
 * Every statement here takes its rows through an index. The planner, whose statistics of a young table are stale, would
 * now and then rather read all of it; a prepared statement then keeps that plan while the table grows to millions. A
 * table that has no index on purpose then looks so dear that statements would be compiled, for seconds each. Pages are
 * in memory or on a disk that seeks for nothing: a page of a list is read in its index's order, not gathered and sorted.
 */
const STEADY_PLANS =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c random_page_cost=1.1';

/** How a process of ours connects: bounded in time, and with plans that do not depend on luck. */
export function dataSourceOptions(databaseUrl: string, poolSize: number): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    entities: [Message, MessageEvent],
    migrations,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT,
    applicationName: 'sendstream',
    extra: {
      statement_timeout: STATEMENT_TIMEOUT,
      // The server's own timeout cannot speak over a dead connection; this one is ours.
      query_timeout: STATEMENT_TIMEOUT + 2_000,
      keepAlive: true,
      options: STEADY_PLANS,
    },
  };
}

/**
 * Connects, waiting for a database that is not there yet; says so.
 * @throws Error when it refuses us (credentials, no such database), or its schema is older than this version.
 */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  const outage = new OutageLog(new Logger('Database'), {
    lasts: 'PostgreSQL does not answer yet; waiting',
    over: 'PostgreSQL answers',
  });
  for (let tries = 0; ; tries += 1) {
    try {
      const dataSource = await openDatabase(options);
      outage.worked();
      return dataSource;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      outage.failed(error);
      await sleep(Math.min(200 * 2 ** tries, 2_000));
    }
  }
}

/**
 * Looks, before an app is built, whether the database has the schema of this version; waits for one that is not there yet.
 * @throws Error in one line that says what to run: from within the app it would come with stacks and retries.
 */
export async function requireSchema(databaseUrl: string): Promise<void> {
  await (await connect(dataSourceOptions(databaseUrl, 1))).destroy();
}
