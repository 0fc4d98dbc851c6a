import pg, { type ClientConfig } from 'pg';
import type { Host } from './database-url.js';

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

/** For how long a server that was found is taken without another look: a pool may ask for ten connections at once. */
const FOUND_FOR_MS = 1_000;
/** Within the time that a caller waits for a connection. */
const PROBE_TIMEOUT_MS = 2_500;
const STANDARD_PORT = 5432;
const LOOK = "SELECT current_setting('transaction_read_only') = 'off' AS writable";

/**
 * A client, for a pool, that connects to whichever of these servers answers first and, with `needsWrites`, takes writes. They
 * are asked side by side: one that says nothing keeps nobody waiting. After a failover new connections find the new one.
 */
export function failoverClient(hosts: Host[], needsWrites: boolean): typeof pg.Client {
  let found: { at: number; host: Promise<Host> } | null = null;

  function find(config: ClientConfig): Promise<Host> {
    const now = performance.now();
    if (found !== null && now - found.at < FOUND_FOR_MS) return found.host;
    const host = Promise.any(hosts.map((each) => probe(config, each, needsWrites)));
    const mine = { at: now, host };
    host.catch(() => {
      if (found === mine) found = null;
    });
    found = mine;
    return host;
  }

  return class extends pg.Client {
    private readonly config: ClientConfig;

    constructor(config: ClientConfig) {
      super(config);
      this.config = config;
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.Client> | void {
      const chosen = find(this.config).then((host) => placeAt(this, host));
      if (callback === undefined) return chosen.then(() => super.connect());
      chosen.then(
        () => super.connect(callback as (error: Error) => void),
        callback as (error: Error) => void,
      );
    }
  };
}

/** @throws the reason when this server is not one to be used. */
async function probe(config: ClientConfig, host: Host, needsWrites: boolean): Promise<Host> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
  // What happens after the answer is of no interest, and an error without a listener ends the process.
  client.on('error', () => undefined);
  placeAt(client, host);
  try {
    await client.connect();
    const { rows } = await client.query<{ writable: boolean }>({ text: LOOK });
    if (needsWrites && rows[0]?.writable !== true) throw readOnly(host);
    return host;
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** The driver reads them when it connects. The address it was made with names the first of the hosts. */
function placeAt(client: pg.Client, { host, port = STANDARD_PORT }: Host): void {
  Object.assign(client, { host, port });
}

/** As the server itself would say it of a write. */
function readOnly({ host }: Host): Error {
  return Object.assign(new Error(`${host} is a standby, or read-only`), { code: '25006' });
}
