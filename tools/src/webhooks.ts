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

const USAGE = `npm run webhooks -- replay --since 2026-01-31T12:00:00Z [--provider twilio]
  applies stored callbacks again, those first whose effect is missing; what has happened already happens no second time`;
const PROVIDERS = ['twilio', 'sendgrid'];

class UsageError extends Error {}

interface Replay {
  provider: string;
  since: Date;
}

function asked(): Replay[] {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { since: { type: 'string' }, provider: { type: 'string' } },
  });
  if (positionals[0] !== 'replay') throw new UsageError('What to do? replay');
  const since = new Date(values.since ?? '');
  if (Number.isNaN(since.getTime())) throw new UsageError('Since when? --since with an ISO 8601 time');
  return (values.provider === undefined ? PROVIDERS : [values.provider]).map((provider) => ({
    provider,
    since,
  }));
}

/** `npm run webhooks`: applies stored callbacks again. */
async function run(): Promise<void> {
  const wanted = asked();
  const settings = loadSettings(ServiceSettings);
  const dataSource = await connect(dataSourceOptions(settings.databaseUrl, 1));
  try {
    const database = new Database(dataSource);
    const events = new WebhookEvents(database);
    const rest = [new MessageMoves(database), new InboundMessages(database), new Consents(database)] as const;
    const tracking = new Tracking(settings, database, events, ...rest);
    const replay = new WebhookReplay(events, tracking);
    for (const { provider, since } of wanted)
      console.log(`${provider}: ${await replay.run(provider, since)} events applied again.`);
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
