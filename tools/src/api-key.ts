import { loadSettings, newId, ServiceSettings } from '#config';
import {
  API_SCOPES,
  type ApiKeyRow,
  ApiKeys,
  Database,
  dataSourceOptions,
  hashOfApiKey,
  hintOfApiKey,
  newApiKeySecret,
} from '#entities';
import { DataSource } from 'typeorm';
import { table } from './client/table.js';
import { type KeyCommand, keyCommand, UsageError } from './keys/key-command.js';

const USAGE = `npm run api-key -- create --name <name> --scopes <${API_SCOPES.join(',')}> [--rate-limit <requests per window>]
                                          the key is on the last line, and is never shown again
npm run api-key -- list                   who has a key, and when it was last used
npm run api-key -- revoke <id or name>    refused on every instance within two seconds`;

async function run(keys: ApiKeys, wish: KeyCommand): Promise<void> {
  if (wish.command === 'create') return create(keys, wish);
  if (wish.command === 'revoke') return revoke(keys, wish.idOrName);
  const rows = await keys.list();
  console.log(rows.length === 0 ? 'There are no keys.' : table(rows.map(rowOf)));
}

async function create(keys: ApiKeys, wish: KeyCommand & { command: 'create' }): Promise<void> {
  const { name, scopes, rateLimit } = wish;
  const id = newId();
  const secret = newApiKeySecret();
  const hash = { keyHash: hashOfApiKey(secret), hint: hintOfApiKey(secret) };
  if (!(await keys.add({ id, name, scopes, rateLimit, ...hash }))) {
    throw new Error(`There is a key named ${name} already; revoke it, or choose another name.`);
  }
  console.log(`Key ${name} (${id}) may: ${scopes.join(', ')}. It is shown this once:`);
  console.log(secret);
}

async function revoke(keys: ApiKeys, idOrName: string): Promise<void> {
  const revoked = await keys.revoke(idOrName);
  if (revoked === null) throw new Error(`There is no living key ${idOrName}.`);
  console.log(`Key ${revoked.name} (${revoked.id}) is revoked.`);
}

function rowOf({ id, name, hint, scopes, rateLimit, createdAt, lastUsedAt, revokedAt }: ApiKeyRow) {
  return {
    id,
    name,
    key: hint,
    scopes: scopes.join(','),
    'rate limit': rateLimit === null ? 'default' : String(rateLimit),
    created: createdAt.toISOString(),
    'last used': lastUsedAt?.toISOString() ?? 'never',
    revoked: revokedAt?.toISOString() ?? '-',
  };
}

/** `npm run api-key`: makes, shows and revokes the keys of the api. */
try {
  const wish = keyCommand(process.argv.slice(2));
  // Of all settings only this one: keys need no provider.
  const { databaseUrl } = loadSettings(ServiceSettings, { DATABASE_URL: process.env.DATABASE_URL });
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, 1)).initialize();
  try {
    await run(new ApiKeys(new Database(dataSource)), wish);
  } finally {
    await dataSource.destroy();
  }
} catch (error) {
  const message = (error as Error).message || String(error);
  console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : message);
  process.exitCode = 1;
}
