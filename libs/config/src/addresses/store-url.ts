import { ValidateBy } from 'class-validator';
import { partsOfRedisUrl, REDIS_SCHEME } from './redis-address.js';

/** How the address of each kind of store looks. */
const STORES = {
  postgresql: {
    scheme: /^postgres(ql)?:\/\//i,
    shape: 'postgres://user:password@host:5432/database',
    database: /^(\/[^/]*)?$/,
    behind: 'must have one database behind its host',
  },
  redis: {
    scheme: REDIS_SCHEME,
    shape: 'redis://user:password@host:6379/0',
    database: /^(\/\d*)?$/,
    behind: 'must have one database behind its host',
  },
} as const;

/** Of a Redis that is more than one server. */
const REDIS_FORMS = {
  sentinel: {
    scheme: /^redis:\/\//,
    shape: 'redis+sentinel://user:password@host1:26379,host2:26379/master',
    database: /^\/[^/]+(\/\d*)?$/,
    behind: 'must have the name of the master behind its hosts',
  },
  cluster: {
    scheme: /^redis:\/\//,
    shape: 'redis+cluster://user:password@host1:6379,host2:6379',
    database: /^(\/0?)?$/,
    behind: 'must have no database but 0: a cluster has no other',
  },
} as const;

export type Store = keyof typeof STORES;

/** Which of several PostgreSQL servers will do. The others of libpq's words are for who only reads. */
const TARGETS = ['any', 'read-write', 'primary'];

/** The rule for a port by itself. Kubernetes sets DATABASE_PORT and REDIS_PORT to an address: that counts as not set. */
export const STORE_PORT = [/^(\d{1,5}|tcp:.*)?$/, { message: 'must be a port' }] as const;

const HINT =
  'with what is special in user and password percent-encoded: # is %23, % is %25, / is %2F, : is %3A, ? is %3F, @ is %40, a space is %20';

/**
 * What is wrong with the address of a store, in words that quote nothing of it: it has a password in it. Null: nothing.
 *
 * A password with an unescaped `#`, `?`, `/` or `@` moves the border between user, host and path, to where each reader of
 * addresses sees it differently; RFC 3986, section 3.2.1, has all of them percent-encoded. So what could be such a
 * password is refused, also where one of the readers would have got it right.
 */
export function faultOfStoreUrl(address: string, store: Store): string | null {
  if (store === 'postgresql') return faultOfPostgresql(address);
  const { kind, hosts } = partsOfRedisUrl(address);
  if (kind !== 'single') return faultOfSeveral(address, REDIS_FORMS[kind]);
  const fault = faultOfServer(address, STORES.redis);
  if (fault !== null || hosts.length === 1) return fault;
  return 'must name one host, or be redis+sentinel:// or redis+cluster://';
}

/** Each of several hosts is held to the rules of the address of one server. */
function faultOfPostgresql(address: string): string | null {
  for (const each of oneAddressPerHost(address)) {
    const fault = faultOfServer(each, STORES.postgresql) ?? faultOfTarget(each);
    if (fault !== null) return fault;
  }
  return null;
}

interface Rules {
  scheme: RegExp;
  shape: string;
  database: RegExp;
  behind: string;
}

function faultOfServer(address: string, { scheme, shape, database, behind }: Rules): string | null {
  if (!scheme.test(address)) return `must be ${shape}`;
  const rest = address.replace(scheme, '');
  const [authority = ''] = rest.split(/[/?#]/, 1);
  const isAmbiguous = rest.indexOf('@') !== rest.lastIndexOf('@') || rest.includes('@', authority.length);
  if (isAmbiguous || /[\s\p{Cc}#\\]/u.test(rest) || !isDecodable(rest) || !URL.canParse(address))
    return `must be ${shape}, ${HINT}`;
  const { hostname, port, pathname } = new URL(address);
  if (hostname === '') return `must name a host: ${shape}`;
  if (port === '0') return 'must not have port 0';
  return database.test(pathname) ? null : `${behind}: ${shape}`;
}

/** Each host is held to the rules of the address of one server. */
function faultOfSeveral(address: string, rules: Rules): string | null {
  const { userinfo, hosts, path, query } = partsOfRedisUrl(address);
  const user = userinfo === '' ? '' : `${userinfo}@`;
  // What follows the hosts may hide a part of a password, so it is looked at with each of them.
  const rest = query === '' ? path : `${path}?${query}`;
  for (const host of hosts) {
    const fault = faultOfServer(`redis://${user}${host}${rest}`, rules);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfTarget(address: string): string | null {
  const target = new URL(address).searchParams.get('target_session_attrs');
  return target === null || TARGETS.includes(target)
    ? null
    : `must have target_session_attrs=${TARGETS.join(', ')}`;
}

/** `postgres://u@one:5432,two:5432/x` -> two addresses. What has no such list stays as it is. */
function oneAddressPerHost(address: string): string[] {
  const [, start = '', hosts = '', rest = ''] =
    /^([^:]+:\/\/(?:[^@/?#]*@)?)([^@/?#]*)(.*)$/.exec(address) ?? [];
  const names = hosts.split(',');
  return names.length > 1 ? names.map((host) => start + host + rest) : [address];
}

/** The password in an address that has no fault; empty when there is none. */
export function passwordOf(address: string): string {
  return decodeURIComponent(new URL(oneAddressPerHost(address)[0] as string).password);
}

/** Holds a setting to be the address of a store. */
export function IsStoreUrl(store: Store): PropertyDecorator {
  return ValidateBy({
    name: 'isStoreUrl',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && faultOfStoreUrl(value, store) === null,
      defaultMessage: (context) => faultOfStoreUrl(String(context?.value), store) ?? '',
    },
  });
}

/** The same, or nothing. */
export function IsOptionalStoreUrl(store: Store): PropertyDecorator {
  return ValidateBy({
    name: 'isStoreUrl',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && (value === '' || faultOfStoreUrl(value, store) === null),
      defaultMessage: (context) => faultOfStoreUrl(String(context?.value), store) ?? '',
    },
  });
}

/** Percent-encoded as UTF-8, without the NUL at which PostgreSQL's protocol ends a word. */
function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}
