import type { Environment } from '../environment.js';

const STORES = [
  { prefix: 'DATABASE', scheme: 'postgres', port: '5432', database: 'DATABASE_NAME', fallback: 'sendstream' },
  { prefix: 'REDIS', scheme: 'redis', port: '6379', database: 'REDIS_DATABASE', fallback: '0' },
] as const;

/** What Kubernetes sets for a service that is called like a store. */
const OF_KUBERNETES = /^tcp:/;

/**
 * The environment with the addresses of the stores put together from their parts, whatever characters are in these. An address
 * that is set stands; one without a password is given that of its parts.
 */
export function withStoreUrls(env: Environment): Environment {
  return STORES.reduce<Environment>((filled, store) => {
    const variable = `${store.prefix}_URL`;
    const address = env[variable] || addressOf(store, env);
    return address === ''
      ? filled
      : { ...filled, [variable]: withPassword(address, env[`${store.prefix}_PASSWORD`]) };
  }, env);
}

function addressOf(
  { prefix, scheme, port, database, fallback }: (typeof STORES)[number],
  env: Environment,
): string {
  const host = env[`${prefix}_HOST`] ?? '';
  if (host === '') return '';
  const given = env[`${prefix}_PORT`] ?? '';
  const user = encoded(env[`${prefix}_USER`] ?? '');
  const name = encoded(env[database] || fallback);
  const place = `${host.includes(':') ? `[${host}]` : host}:${given === '' || OF_KUBERNETES.test(given) ? port : given}`;
  return `${scheme}://${user === '' ? '' : `${user}@`}${place}/${name}`;
}

/** An address that cannot be read is left as it is: what is wrong with it is said elsewhere. */
function withPassword(address: string, password = ''): string {
  if (password === '') return address;
  const [, scheme, rest] = /^([a-z]+:\/\/)([^]*)$/i.exec(address) ?? [];
  if (scheme === undefined || rest === undefined) return address;
  const authority = rest.split(/[/?#]/, 1)[0] as string;
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? '' : authority.slice(0, at);
  if (user.includes(':')) return address;
  return `${scheme}${user}:${encoded(password)}@${rest.slice(at + 1)}`;
}

/** RFC 3986, section 2.1; what encodeURIComponent leaves and readers of addresses may not. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
}
