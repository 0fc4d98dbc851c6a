/** A server that listens somewhere. */
export interface RedisNode {
  host: string;
  port: number;
}

/** What stands in certificates and keys, in PEM. Absent: what Node trusts, and no certificate of our own. */
export interface RedisTls {
  ca?: string;
  cert?: string;
  key?: string;
}

/** Where Redis is, in which form it runs, and how it lets us in. */
export interface RedisAddress {
  kind: 'single' | 'sentinel' | 'cluster';
  /** The server; of `sentinel` the Sentinels, of `cluster` those that are asked first. */
  nodes: RedisNode[];
  /** By what name the Sentinels know it; empty otherwise. */
  master: string;
  /** As it is written; empty is 0. */
  database: string;
  /** Empty: none. */
  username: string;
  password: string;
  sentinelUsername: string;
  sentinelPassword: string;
  /** Null: in the clear. */
  tls: RedisTls | null;
  /** Before the name of every key. */
  keyPrefix: string;
}

const PORTS = { single: 6_379, sentinel: 26_379, cluster: 6_379 } as const;
export const REDIS_SCHEME = /^redis(s?)(?:\+(sentinel|cluster))?:\/\//i;

/** What an address without a fault says. `redis://a` and the like are one server, without a prefix. */
export function parseRedisUrl(url: string): RedisAddress {
  const { isSecure, kind, userinfo, hosts, path, query } = partsOfRedisUrl(url);
  const parameters = new URLSearchParams(query);
  const [first = '', second = ''] = path.split('/').slice(1).map(decodeURIComponent);
  const database = (kind === 'sentinel' ? second : first) || (parameters.get('db') ?? '');
  const [, user = '', , password = ''] = /^([^:]*)(:(.*))?$/s.exec(userinfo) ?? [];
  return {
    kind,
    nodes: hosts.map((host) => nodeAt(host, PORTS[kind])),
    master: kind === 'sentinel' ? first : '',
    database,
    username: decodeURIComponent(user),
    password: decodeURIComponent(password),
    sentinelUsername: parameters.get('sentinel_username') ?? '',
    sentinelPassword: parameters.get('sentinel_password') ?? '',
    tls: isSecure ? {} : null,
    keyPrefix: '',
  };
}

/** An address of either form, as it is read: for who has only the text of it. */
export function redisAddress(at: string | RedisAddress): RedisAddress {
  return typeof at === 'string' ? parseRedisUrl(at) : at;
}

/** The parts of an address, as they are written. */
export function partsOfRedisUrl(url: string) {
  const [scheme = '', secure = '', form] = REDIS_SCHEME.exec(url) ?? [];
  const [, authority = '', path = '', query = ''] =
    /^([^/?]*)([^?]*)\??(.*)$/s.exec(url.slice(scheme.length)) ?? [];
  const border = authority.lastIndexOf('@');
  return {
    isSecure: secure !== '',
    kind: (form?.toLowerCase() ?? 'single') as RedisAddress['kind'],
    userinfo: authority.slice(0, Math.max(border, 0)),
    hosts: authority.slice(border + 1).split(','),
    path,
    query,
  };
}

/** `[::1]:7000`, `redis.example`. */
function nodeAt(text: string, defaultPort: number): RedisNode {
  const { hostname, port } = new URL(`redis://${text}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) };
}
