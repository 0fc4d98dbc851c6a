import { setTimeout as lasting } from 'node:timers/promises';
import { Client } from 'pg';
import type { OwnCluster } from '../harness/own-cluster.js';
import { LONG } from '../harness/seeded-choices.js';
import { ANSWER } from '../harness/provider-behaviour.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { everyProcessorSays, type Fault } from '../harness/survive.js';

const AWAY_MS = 1_000;
/** Longer than a lease: a claim that waited behind the lock must not find its lease over. */
const LOCKED_MS = LONG ? 10_000 : 2_500;
const TERMINATE =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sendstream'";
const LOCK_ROWS = "SELECT 1 FROM messages WHERE status IN ('pending', 'sending') FOR UPDATE";

export const TERMINATED: Fault = {
  name: 'pg_terminate_backend on every connection, five times',
  inject: ({ cluster }) => terminated(cluster),
};
export const CONNECTIONS_CUT: Fault = {
  name: 'every connection is cut in the middle, ten times',
  inject: ({ cluster }) => cut(cluster),
};
export const STOPPED: Fault = {
  name: 'PostgreSQL is stopped and started',
  async inject(system) {
    await system.cluster.down();
    await everyProcessorSays(system, 503);
    await system.cluster.up();
    await everyProcessorSays(system, 200);
  },
};
export const CRASHED: Fault = {
  name: 'PostgreSQL crashes and recovers',
  async inject({ cluster }) {
    await cluster.crash();
    await lasting(AWAY_MS);
    await cluster.up();
  },
};
export const NO_CONNECTION_FREE: Fault = {
  name: 'somebody else takes every connection PostgreSQL has',
  inject: ({ cluster }) => connectionsTaken(cluster),
};
export const TABLE_LOCKED: Fault = {
  name: 'the table of messages is locked',
  inject: (system) => locked(system, 'LOCK TABLE messages'),
};
export const ROWS_LOCKED: Fault = {
  name: 'the rows under way are locked',
  inject: (system) => locked(system, LOCK_ROWS),
};

async function terminated(cluster: OwnCluster): Promise<void> {
  await withClient(cluster, async (client) => {
    for (let time = 0; time < 5; time += 1) {
      await client.query(TERMINATE);
      await lasting(150);
    }
  });
}

/** Answers are lost on the way, the answers to commits among them. */
async function cut(cluster: OwnCluster): Promise<void> {
  for (let time = 0; time < 10; time += 1) {
    cluster.proxy.cut();
    cluster.proxy.restore();
    await lasting(150);
  }
}

async function connectionsTaken(cluster: OwnCluster): Promise<void> {
  const taken: Client[] = [];
  await withClient(cluster, async (client) => {
    await client.query(TERMINATE);
    const { rows } = await client.query<{ free: number }>(
      "SELECT current_setting('max_connections')::int - (SELECT count(*)::int FROM pg_stat_activity) AS free",
    );
    const takeOne = async () => taken.push(await connect(cluster));
    await Promise.allSettled(Array.from({ length: rows[0]?.free ?? 0 }, takeOne));
    await client.query(TERMINATE);
    // What the services give up, we take as well.
    await Promise.allSettled(Array.from({ length: 10 }, takeOne));
    await lasting(AWAY_MS);
  });
  await Promise.all(taken.map((client) => client.end()));
}

/** With a provider that is slow to take: a claim that is over too soon shows while its call is in flight. */
async function locked(system: SystemUnderFault, lock: string): Promise<void> {
  system.behave(() => ({ kind: 'take late', afterMs: 400 }));
  await withClient(system.cluster, async (client) => {
    await client.query('BEGIN');
    await client.query(lock);
    await lasting(LOCKED_MS);
    await client.query('ROLLBACK');
  });
  await lasting(AWAY_MS);
  system.behave(ANSWER);
}

async function connect(cluster: OwnCluster): Promise<Client> {
  const client = new Client({ connectionString: cluster.directUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function withClient(cluster: OwnCluster, work: (client: Client) => Promise<void>): Promise<void> {
  const client = await connect(cluster);
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
