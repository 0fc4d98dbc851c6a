import type { SmtpServer } from './smtp-session.js';

const SCHEMES = { 'smtp:': { isSecure: false, port: 587 }, 'smtps:': { isSecure: true, port: 465 } };

/**
 * The server, and the login, of `smtp://user:password@host:587` or `smtps://…:465`; what is special in user and password is
 * percent-encoded. @throws Error naming the variable, and never its value.
 */
export function smtpServer(address: string): Pick<SmtpServer, 'host' | 'port' | 'isSecure' | 'login'> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const scheme = url && SCHEMES[url.protocol as keyof typeof SCHEMES];
  if (!url || !scheme || url.hostname === '')
    throw new Error('SMTP_URL must be smtp://user:password@host:port, or smtps:// where TLS begins at once');
  const [user, pass] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  if ((user === '') !== (pass === ''))
    throw new Error('SMTP_URL must have both a user and a password, or neither');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? scheme.port : Number(url.port),
    isSecure: scheme.isSecure,
    login: user === '' ? null : { user, pass },
  };
}

/** Whether `smtpServer` can read it. */
export function isSmtpUrl(address: string): boolean {
  try {
    return smtpServer(address).host !== '';
  } catch {
    return false;
  }
}
