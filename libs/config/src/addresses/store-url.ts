import { ValidateBy } from 'class-validator';

/** How the address of each kind of store looks. */
const STORES = {
  postgresql: {
    scheme: /^postgres(ql)?:\/\//i,
    shape: 'postgres://user:password@host:5432/database',
    database: /^(\/[^/]*)?$/,
  },
  redis: {
    scheme: /^rediss?:\/\//i,
    shape: 'redis://user:password@host:6379/0',
    database: /^(\/\d*)?$/,
  },
} as const;

export type Store = keyof typeof STORES;

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
  const { scheme, shape, database } = STORES[store];
  if (!scheme.test(address)) return `must be ${shape}`;
  const rest = address.replace(scheme, '');
  const [authority = ''] = rest.split(/[/?#]/, 1);
  const isAmbiguous = rest.indexOf('@') !== rest.lastIndexOf('@') || rest.includes('@', authority.length);
  if (isAmbiguous || /[\s\p{Cc}#\\]/u.test(rest) || !isDecodable(rest) || !URL.canParse(address))
    return `must be ${shape}, ${HINT}`;
  const { hostname, port, pathname } = new URL(address);
  if (hostname === '') return `must name a host: ${shape}`;
  if (port === '0') return 'must not have port 0';
  if (!database.test(pathname)) return `must have one database behind its host: ${shape}`;
  return null;
}

/** The password in an address that has no fault; empty when there is none. */
export function passwordOf(address: string): string {
  return decodeURIComponent(new URL(address).password);
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

/** Percent-encoded as UTF-8, without the NUL at which PostgreSQL's protocol ends a word. */
function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}
