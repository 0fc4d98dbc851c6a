/** The rules for HOST and ALLOWED_HOSTS: names and addresses, without ports and brackets. */
const NAME = '[\\w.:-]+';
export const HOST = [
  new RegExp(`^(${NAME})?$`),
  { message: 'must be one address or name of this machine, without a port' },
] as const;
export const HOSTS = [
  new RegExp(`^(${NAME}(,${NAME})*)?$`),
  { message: 'must be host names without ports, separated by commas' },
] as const;

const LOOPBACK = '127.0.0.1';
/** Every address of this machine, of either family. */
const ALL = new Set(['0.0.0.0', '::']);

/** What an app says of where it listens and by what names it is called. */
export interface Listening {
  nodeEnv: string;
  /** Empty: loopback, and in production every address of the machine. */
  host: string;
  allowedHosts: string;
  publicUrl: string;
}

/** What to listen on: undefined is every address of the machine, of both families where it has both. */
export function listenHost({ nodeEnv, host }: Listening): string | undefined {
  if (host !== '') return host;
  return nodeEnv === 'production' ? undefined : LOOPBACK;
}

/**
 * Whether a request may name this host. A page of a stranger whose name is made to lead to this machine (DNS rebinding)
 * can call what listens here, but its browser says the stranger's name. That is for development, where no key is asked
 * for; elsewhere what stands before us chooses the names.
 * @returns null where nothing has to be checked.
 */
export function hostCheck(listening: Listening): ((host: string | undefined) => boolean) | null {
  if (listening.nodeEnv !== 'development') return null;
  const names = new Set(['localhost', LOOPBACK, '[::1]']);
  for (const name of [listening.host, ...listening.allowedHosts.split(',')]) names.add(asHost(name));
  names.add(new URL(listening.publicUrl).hostname);
  names.delete('');
  // Who opens it to a network calls it by address; an address is not what a page can have rebound.
  const anyAddress = ALL.has(listening.host);
  // Nearly every request names what the one before named.
  let known: string | undefined;
  return (host = '') => {
    if (host === known) return true;
    const name = nameOf(host);
    const isOurs = names.has(name) || (anyAddress && isAddress(name));
    if (isOurs) known = host;
    return isOurs;
  };
}

/** `Example.com:8080` -> `example.com`; what is no host is nobody's name. RFC 9110, section 7.2. */
function nameOf(host: string): string {
  return (/^(\[[\da-f:.]+\]|[^:[\]]+)(:\d*)?$/i.exec(host.trim())?.[1] ?? '').toLowerCase();
}

/** As a name in `Host`: an address of IPv6 stands in brackets there. */
function asHost(name: string): string {
  const bare = name.trim().toLowerCase();
  return bare.includes(':') && !bare.startsWith('[') ? `[${bare}]` : bare;
}

function isAddress(name: string): boolean {
  return name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
