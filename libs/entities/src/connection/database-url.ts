/** Where a server may be. */
export interface Host {
  host: string;
  /** Undefined: PostgreSQL's own, 5432. */
  port: number | undefined;
}

/** DATABASE_URL in parts. */
export interface DatabaseUrl {
  /** As the driver reads it: with one host, and without what is said apart. */
  url: string;
  /** In the order in which they are named. */
  hosts: Host[];
  /** Whether only a server that takes writes will do, where there are several. */
  needsWrites: boolean;
  /** What `options` of the address hands to each session; empty: nothing. */
  options: string;
}

const PARTS = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/i;
const OPTIONS = 'options';
const TARGET = 'target_session_attrs';

/**
 * Reads an address that has no fault. It may name several hosts, as libpq's: `postgres://user@one:5432,two:5432/name`, with
 * `target_session_attrs`, which we take for `read-write` where it is not there: an app that cannot write can do nothing.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS
 */
export function readDatabaseUrl(address: string): DatabaseUrl {
  const [, start = '', authority = '', rest = ''] = PARTS.exec(address) ?? [];
  const names = authority.split(',');
  const url = new URL(`${start}${names[0]}${rest}`);
  const { searchParams } = url;
  const options = searchParams.get(OPTIONS) ?? '';
  const needsWrites = searchParams.get(TARGET) !== 'any';
  for (const name of [OPTIONS, TARGET]) searchParams.delete(name);
  return { url: url.href, hosts: names.map(hostOf), needsWrites, options };
}

function hostOf(name: string): Host {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
  return {
    host: decodeURIComponent(host.replace(/^\[(.*)\]$/, '$1')),
    port: port === undefined ? undefined : Number(port),
  };
}
