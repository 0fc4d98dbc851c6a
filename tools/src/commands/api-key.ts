import type { Command } from 'commander';
import { newId } from '#config';
import {
  API_SCOPES,
  type ApiKeyRow,
  ApiKeys,
  type ApiScope,
  hashOfApiKey,
  hintOfApiKey,
  newApiKeySecret,
} from '#entities';
import { withDatabase } from './database.js';
import { keyName, keyRateLimit, keyScopes } from './key-options.js';
import { didYouMean } from './nearest.js';
import { printRows } from './print.js';

interface NewKey {
  name: string;
  scopes: ApiScope[];
  rateLimit?: number;
}

/** `sendstream api-key`: makes, shows and revokes the keys of the API. */
export function addApiKey(program: Command): void {
  const keys = program.command('api-key').description('create, list and revoke the keys of the API');
  keys
    .command('create')
    .description('create a key; it stands alone on the last line, and is never shown again')
    .requiredOption('--name <name>', 'who will use it', keyName)
    .requiredOption(
      '--scopes <scopes>',
      `what it may do, comma-separated: ${API_SCOPES.join(', ')}`,
      keyScopes,
    )
    .option(
      '--rate-limit <requests>',
      'requests per window in place of the default; 0: any number',
      keyRateLimit,
    )
    .action((key: NewKey) => withKeys((rows) => create(rows, key)));
  keys
    .command('list')
    .description('who has a key, and when it was last used')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withKeys(async (rows) => printRows(await rows.list(), json, { rowOf, none: 'There are no keys.' })),
    );
  keys
    .command('revoke')
    .description('revoke a key; every instance refuses it within two seconds')
    .argument('<id or name>')
    .action((idOrName: string) => withKeys((rows) => revoke(rows, idOrName)));
}

function withKeys(work: (keys: ApiKeys) => Promise<void>): Promise<void> {
  return withDatabase((database) => work(new ApiKeys(database)));
}

async function create(keys: ApiKeys, { name, scopes, rateLimit }: NewKey): Promise<void> {
  const id = newId();
  const secret = newApiKeySecret();
  const hash = { keyHash: hashOfApiKey(secret), hint: hintOfApiKey(secret) };
  if (!(await keys.add({ id, name, scopes, rateLimit: rateLimit ?? null, ...hash }))) {
    throw new Error(`A key named ${name} exists already: revoke it, or choose another name.`);
  }
  console.log(`Key ${name} (${id}) may: ${scopes.join(', ')}. It is shown this once:`);
  console.log(secret);
}

async function revoke(keys: ApiKeys, idOrName: string): Promise<void> {
  const revoked = await keys.revoke(idOrName);
  if (revoked === null) {
    const valid = (await keys.list()).filter(({ revokedAt }) => revokedAt === null);
    const hint = didYouMean(
      idOrName,
      valid.map(({ name }) => name),
    );
    throw new Error(`No valid key is called ${idOrName}.${hint}`);
  }
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
