import { parseArgs } from 'node:util';
import { loadSettings, ServiceSettings } from '#config';
import {
  connect,
  Consents,
  Database,
  dataSourceOptions,
  InboundMessages,
  MessageMoves,
  WebhookEvents,
} from '#entities';
import { Tracking, WebhookReplay } from '#messaging';
import { createProviders } from '#providers';

const USAGE = `npm run webhooks -- replay --since 2026-01-31T12:00:00Z [--provider twilio]
  applies stored callbacks again, those first whose effect is missing; what has happened already happens no second time`;

class UsageError extends Error {}

/** Whose callbacks, and since when. */
function asked(settings: ServiceSettings): { providers: string[]; since: Date } {
  const { values, positionals } = parsed();
  if (positionals[0] !== 'replay' || positionals.length > 1) throw new UsageError('What to do? replay');
  const since = new Date(values.since ?? '');
  if (Number.isNaN(since.getTime())) throw new UsageError('Since when? --since with an ISO 8601 time');
  const known = createProviders(settings).all.map(({ name }) => name);
  const { provider } = values;
  if (provider !== undefined && !known.includes(provider))
    throw new UsageError(`There is no provider ${provider}; known: ${known.join(', ')}`);
  return { providers: provider === undefined ? known : [provider], since };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { since: { type: 'string' }, provider: { type: 'string' } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** `npm run webhooks`: applies stored callbacks again. The exit code is 1 when some could not be. */
async function run(): Promise<void> {
  const settings = loadSettings(ServiceSettings);
  const { providers, since } = asked(settings);
  const dataSource = await connect(dataSourceOptions(settings.databaseUrl, 1));
  try {
    const database = new Database(dataSource);
    const events = new WebhookEvents(database);
    const rest = [new MessageMoves(database), new InboundMessages(database), new Consents(database)] as const;
    const tracking = new Tracking(settings, database, events, ...rest);
    const replay = new WebhookReplay(events, tracking);
    for (const provider of providers) {
      const { applied, failed } = await replay.run(provider, since);
      console.log(`${provider}: ${applied} events applied again${failed ? `, ${failed} could not be` : ''}.`);
      if (failed > 0) process.exitCode = 1;
    }
  } finally {
    await dataSource.destroy();
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : (error as Error).message);
  process.exitCode = 1;
}
