import { type Command, InvalidArgumentError } from 'commander';
import { ServiceSettings } from '#config';
import {
  Consents,
  Database,
  dataSourceOptions,
  EventTargets,
  InboundMessages,
  MessageMoves,
  openDatabase,
  ProviderEvents,
  SenderPools,
} from '#entities';
import { KnownPools, Tracking, ProviderEventReplay } from '#messaging';
import { Metrics, ServiceLogger } from '#observability';
import { createProviders } from '#providers';
import { record } from './command-audit.js';
import { AlreadyReported, UsageError } from './command-errors.js';
import { settingsFrom } from './command-settings.js';
import { DATABASE_VARIABLES } from './database.js';
import { didYouMean } from './nearest.js';

interface Options {
  since: Date;
  provider?: string;
}

/** `sendstream provider-events replay`: applies stored events of providers again. Fails when some could not be applied. */
export function addProviderEvents(program: Command): void {
  const events = program.command('provider-events').description('what providers told us');
  events
    .command('replay')
    .description(
      'apply stored events again, first those whose effect is missing; what happened already happens no second time',
    )
    .requiredOption('--since <time>', 'ISO 8601, for example 2026-01-31T12:00:00Z', timeOf)
    .option('--provider <name>', 'of this provider alone')
    .action(replay);
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It must be an ISO 8601 time.');
  return time;
}

/** What it needs: the database, and how inbound messages are read. The names of providers need no account of theirs. */
const VARIABLES = [
  ...DATABASE_VARIABLES,
  'PUBLIC_URL',
  'STOP_KEYWORDS',
  'START_KEYWORDS',
  'HELP_KEYWORDS',
  'REDACT_AFTER_FINAL',
];

async function replay({ since, provider }: Options): Promise<void> {
  const settings = settingsFrom(ServiceSettings, ...VARIABLES);
  const providers = chosen(settings, provider);
  new ServiceLogger({ app: 'sendstream', level: 'warn', json: false }).install();
  const { databaseSessionSettings: sessionSettings, databasePreparedStatements: prepares } = settings;
  const dataSource = await openDatabase(dataSourceOptions(settings.databaseUrl, 1, { sessionSettings }));
  try {
    const database = new Database(dataSource, { prepares });
    const events = new ProviderEvents(database);
    const rest = [
      new EventTargets(database),
      new MessageMoves(database, settings),
      new InboundMessages(database),
      new Consents(database),
      new KnownPools(new SenderPools(database)),
      new Metrics(),
    ] as const;
    const tracking = new Tracking(settings, database, events, ...rest);
    const replay = new ProviderEventReplay(events, tracking);
    let someFailed = false;
    for (const name of providers) {
      const { applied, failed } = await replay.run(name, since);
      console.log(`${name}: ${applied} events applied again${failed ? `, ${failed} could not be` : ''}.`);
      await record(database, {
        action: 'provider_events.replay',
        id: name,
        after: { since, applied, failed },
      });
      someFailed ||= failed > 0;
    }
    if (someFailed) throw new AlreadyReported();
  } finally {
    await dataSource.destroy();
  }
}

function chosen(settings: ServiceSettings, provider: string | undefined): string[] {
  const known = createProviders(settings).all.map(({ name }) => name);
  if (provider === undefined) return known;
  if (!known.includes(provider))
    throw new UsageError(
      `There is no provider ${provider}.${didYouMean(provider, known)} Providers: ${known.join(', ')}`,
    );
  return [provider];
}
