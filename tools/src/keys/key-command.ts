import { parseArgs } from 'node:util';
import { API_SCOPES, type ApiScope } from '#entities';

/** What `npm run api-key` is asked to do. */
export type KeyCommand =
  | { command: 'create'; name: string; scopes: ApiScope[]; rateLimit: number | null }
  | { command: 'list' }
  | { command: 'revoke'; idOrName: string };

export class UsageError extends Error {}

/** @throws UsageError with what is wrong. */
export function keyCommand(args: string[]): KeyCommand {
  const { values, positionals } = parsed(args);
  const [command, idOrName] = positionals;
  switch (command) {
    case 'create': {
      const rateLimit = rateLimitOf(values['rate-limit']);
      return { command, name: nameOf(values.name), scopes: scopesOf(values.scopes), rateLimit };
    }
    case 'list':
      return { command };
    case 'revoke':
      if (idOrName === undefined) throw new UsageError('Which key? Its id or its name');
      return { command, idOrName };
    default:
      throw new UsageError(command === undefined ? 'What is to be done?' : `There is no command ${command}`);
  }
}

function parsed(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { name: text, scopes: text, 'rate-limit': text },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function nameOf(name: string | undefined): string {
  // A UUID is an id: what `revoke` means must be clear.
  if (name === undefined || !/^[\w.@-][\w.@ -]{0,99}$/.test(name) || /^[0-9a-f-]{36}$/i.test(name)) {
    throw new UsageError('--name must be 1 to 100 letters, digits, spaces, or any of . _ - @, and no UUID');
  }
  return name;
}

function scopesOf(text: string | undefined): ApiScope[] {
  const given = new Set((text ?? '').split(',').map((scope) => scope.trim()));
  const scopes = API_SCOPES.filter((scope) => given.has(scope));
  if (scopes.length === 0 || scopes.length < given.size) {
    throw new UsageError(`--scopes must be one or more of ${API_SCOPES.join(', ')}, separated by commas`);
  }
  return scopes;
}

function rateLimitOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError('--rate-limit must be a whole number; 0 is no limit');
  return Number(text);
}
