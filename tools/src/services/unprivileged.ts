import { accessSync, chownSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ServiceUnavailable } from './service-unavailable.js';

// The second line alone would not do: initdb asks access(2), which forgets capabilities without that bit.
const PASS_PERMISSIONS = [
  ...['--securebits', '+no_setuid_fixup'],
  ...['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
];

/** Turns a command line into one that PostgreSQL accepts, and makes its data folder fit. */
export interface Unprivileged {
  wrap(command: string, args: string[]): { command: string; args: string[] };
  own(directory: string): void;
}

/**
 * PostgreSQL refuses to run as root, and root is who one is in many a container. So as root it runs as the user
 * `postgres`, or `nobody`; if the checkout or the data is in a folder that only root may enter (such as /root), that process keeps
 * the one right to pass file permissions.
 * @param paths what the process has to reach.
 */
export function unprivileged(...paths: string[]): Unprivileged {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }), own: () => undefined };
  const { uid, gid } = systemUser();
  const drop = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const pass = paths.every(reachableByAll) ? [] : PASS_PERMISSIONS;
  if (!onPath('setpriv')) {
    throw new ServiceUnavailable(
      'No PostgreSQL: one of our own cannot run as root here (setpriv, of util-linux, is missing). ' +
        'Run this as another user, or set DATABASE_URL.',
    );
  }
  return {
    wrap: (command, args) => ({ command: 'setpriv', args: [...drop, ...pass, command, ...args] }),
    own: (directory) => chownSync(directory, uid, gid),
  };
}

function systemUser(): { uid: number; gid: number } {
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const user = users.get('postgres') ?? users.get('nobody');
  if (!user) throw new ServiceUnavailable('No PostgreSQL: it cannot run as root. Run this as another user.');
  return user;
}

function reachableByAll(path: string): boolean {
  const enterable = (statSync(path).mode & 0o001) !== 0;
  return enterable && (dirname(path) === path || reachableByAll(dirname(path)));
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
