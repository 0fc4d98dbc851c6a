import { type Command, Option } from 'commander';
import {
  API_SCOPES,
  type ApiKeyRow,
  ApiKeys,
  type ApiScope,
  AuditEvents,
  MESSAGE_PRIORITIES,
  type MessagePriority,
} from '#entities';
import { ApiKeyActions } from '#messaging';
import { commandOrigin } from './command-audit.js';
import { withDatabase } from './database.js';
import { keyName, keyRateLimit, keyScopes } from './key-options.js';
import { didYouMean } from './nearest.js';
import { printRows } from './print.js';

interface NewKey {
  name: string;
  scopes: ApiScope[];
  rateLimit?: number;
  mask?: boolean;
  defaultPriority?: MessagePriority;
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
    .option('--mask', 'it sees numbers and texts masked')
    .addOption(
      new Option('--default-priority <priority>', 'of messages that say none themselves').choices(
        MESSAGE_PRIORITIES,
      ),
    )
    .action((key: NewKey) => withKeys((_, actions) => create(actions, key)));
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
    .action((idOrName: string) => withKeys((rows, actions) => revoke(rows, actions, idOrName)));
}

function withKeys(work: (keys: ApiKeys, actions: ApiKeyActions) => Promise<void>): Promise<void> {
  return withDatabase((database) => {
    const keys = new ApiKeys(database);
    return work(keys, new ApiKeyActions(database, keys, new AuditEvents(database)));
  });
}

async function create(actions: ApiKeyActions, wanted: NewKey): Promise<void> {
  const { name, scopes, rateLimit = null, mask = false, defaultPriority = null } = wanted;
  const { key, secret } = await actions.create(
    { name, scopes, rateLimit, mask, defaultPriority },
    commandOrigin(),
  );
  const seen = mask ? ', and sees numbers and texts masked' : '';
  console.log(`Key ${name} (${key.id}) may: ${scopes.join(', ')}${seen}. It is shown this once:`);
  console.log(secret);
}

async function revoke(keys: ApiKeys, actions: ApiKeyActions, idOrName: string): Promise<void> {
  const revoked = await actions.revoke(idOrName, commandOrigin());
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

function rowOf(key: ApiKeyRow) {
  const { id, name, hint, scopes, rateLimit, mask, defaultPriority, createdAt, lastUsedAt, revokedAt } = key;
  return {
    id,
    name,
    key: hint,
    scopes: scopes.join(','),
    'rate limit': rateLimit === null ? 'default' : String(rateLimit),
    mask: mask ? 'yes' : 'no',
    priority: defaultPriority ?? 'default',
    created: createdAt.toISOString(),
    'last used': lastUsedAt?.toISOString() ?? 'never',
    revoked: revokedAt?.toISOString() ?? '-',
  };
}
