import type { Pool } from 'pg';
import type { Question, Request } from './questions.js';

const QUEUE = 'message_queue:sms';
const CONSOLE_PAGE = 50;

interface Ids {
  messages: string[];
  failed: string[];
  numbers: string[];
  conversations: string[];
  busiest: string;
  endpoints: string[];
  bulkActions: string[];
  objects: string[];
}

/**
 * What each view of the console asks, and asks again with its filters set and further down: apps/console/src. `count` of each on a
 * database that `npm run seed` has filled.
 */
export async function viewQuestions(pool: Pool, count: number): Promise<Question[]> {
  const ids = await idsOf(pool, count);
  const of =
    <T>(all: T[]) =>
    (index: number) =>
      all[index % all.length] as T;
  const [message, failed, number, conversation] = [
    of(ids.messages),
    of(ids.failed),
    of(ids.numbers),
    of(ids.conversations),
  ];
  const get = (name: string, path: (index: number) => string) =>
    ask(name, (index) => ({ path: path(index) }));
  const ask = (name: string, request: (index: number) => Request): Question => ({
    name,
    requests: Array.from({ length: count }, (_, index) => request(index)),
  });
  const api = (name: string, path: (index: number) => string) =>
    get(name, (index) => `/api/v1/${path(index)}`);
  const messages = (name: string, query: (index: number) => string) =>
    api(`Messages: ${name}`, (index) => `messages?cursor=&limit=${CONSOLE_PAGE}${query(index)}`);
  const bulk = (name: string, filter: (index: number) => object) =>
    ask(`Bulk action, effect: ${name}`, (index) => ({
      path: '/api/v1/bulk-actions',
      body: { action: 'retry', filter: filter(index), dry_run: true },
    }));
  const type = of(['sms', 'email', 'mms']);
  return [
    api('Overview: last hour', () => 'statistics?interval=minute'),
    api('Overview: 24 hours', () => 'statistics?interval=hour'),
    api('Overview: 30 days', () => 'statistics?interval=day'),
    api('Overview: 24 hours, one type', (index) => `statistics?interval=hour&type=${type(index)}`),
    api('Overview: 24 hours, one tag', () => 'statistics?interval=hour&tag=login-code'),
    api('Overview: 30 days, by type and provider', () => 'statistics?interval=day&group_by=type,provider'),
    api('Overview: what waits', () => 'admin/waiting'),
    api('Overview: queues', () => 'admin/queues'),
    api('Overview: providers', () => 'admin/providers'),
    get('Overview: health', () => '/health'),
    messages('all', () => ''),
    messages('failed', () => '&status=failed'),
    messages('part of a number', (index) => `&search=${number(index).slice(-6)}`),
    messages('a word', () => '&search=parcel'),
    messages('failed, of a day', (index) => `&status=failed${created(index)}`),
    messages('part of a number, failed', (index) => `&search=${number(index).slice(-4)}&status=failed`),
    messages('one tag, one type, one direction', () => '&tag=statement&type=email&direction=outbound'),
    messages('whole number', (index) => `&to=${encodeURIComponent(number(index))}`),
    api('One message: details', (index) => `messages/${message(index)}/details`),
    api('One message: timeline', (index) => `messages/${message(index)}/events`),
    api('One message, failed: details', (index) => `messages/${failed(index)}/details`),
    api('One message: codes', () => 'error-codes'),
    api('Failures: last hour', () => 'statistics/failures?interval=minute&group_by=provider,code'),
    api('Failures: 24 hours', () => 'statistics/failures?interval=hour&group_by=provider,code'),
    api('Failures: 30 days', () => 'statistics/failures?interval=day&group_by=provider,code'),
    api(
      'Failures: 30 days, by all four',
      () => 'statistics/failures?interval=day&group_by=provider,code,sender,destination',
    ),
    api('Failures: 30 days, one code', () => 'statistics/failures?interval=day&group_by=sender&code=30003'),
    api(
      'Conversations: all',
      (index) => `conversations?include_last_message=true&limit=40&offset=${index * 40}`,
    ),
    api(
      'Conversations: unread',
      () => 'conversations?include_last_message=true&limit=40&offset=0&unread=true',
    ),
    api(
      'Conversations: archived emails',
      () => 'conversations?include_last_message=true&limit=40&offset=0&status=archived&channel_type=email',
    ),
    ask('Conversations: search a number', (index) => ({
      path: '/api/v1/conversations/search',
      body: { query: number(index).slice(-7), limit: 50, include_last_message: true },
    })),
    ask('Conversations: search a word', () => ({
      path: '/api/v1/conversations/search',
      body: { query: 'parcel', limit: 50, include_last_message: true },
    })),
    api('A conversation: head', (index) => `conversations/${conversation(index)}`),
    api(
      'A conversation: messages',
      (index) => `messages?conversation_id=${conversation(index)}&limit=50&cursor=`,
    ),
    api(
      'The busiest conversation: messages',
      () => `messages?conversation_id=${ids.busiest}&limit=50&cursor=`,
    ),
    api(
      'A conversation: suppressed?',
      (index) => `suppressions?address=${encodeURIComponent(number(index))}&limit=20`,
    ),
    ask('Send a message: preview', (index) => ({
      path: '/api/v1/messages/preview',
      body: { type: 'sms', from: '+12065550142', to: number(index), body: 'How many segments has this?' },
    })),
    api('Bulk actions', () => 'bulk-actions?limit=50'),
    api('Bulk action', (index) => `bulk-actions/${of(ids.bulkActions)(index)}`),
    bulk('failed, one tag, of a week', () => ({
      status: ['failed'],
      tag: 'weekend-sale',
      created_after: hoursAgo(168),
    })),
    bulk('all that failed with a code', () => ({ status: ['failed'], error_code: '30003' })),
    api('Queues', () => 'admin/queues'),
    api('Queues: routes', () => 'admin/routes'),
    api('A queue: dead letters', () => `admin/queues/${QUEUE}/dead-letters?limit=50`),
    api('Suppressions: all', () => 'suppressions?limit=50'),
    api(
      'Suppressions: one reason',
      (index) => `suppressions?limit=50&reason=${of(['stop', 'bounce'])(index)}`,
    ),
    api(
      'Suppressions: one channel',
      (index) => `suppressions?limit=50&channel=${of(['sms', 'email'])(index)}`,
    ),
    api('Webhooks', () => 'webhook-endpoints'),
    api('Webhooks: an endpoint', (index) => `webhook-endpoints/${of(ids.endpoints)(index)}`),
    api(
      'Webhooks: deliveries',
      (index) => `webhook-endpoints/${of(ids.endpoints)(index)}/deliveries?limit=50`,
    ),
    api(
      'Webhooks: failed deliveries',
      (index) => `webhook-endpoints/${of(ids.endpoints)(index)}/deliveries?limit=50&status=failed`,
    ),
    api('Webhooks: waiting callbacks', () => 'callbacks?limit=50'),
    api('API keys', () => 'api-keys?limit=50'),
    api('Senders', () => 'sender-pools'),
    api('Audit: all', () => 'audit-events?limit=50'),
    api('Audit: one action', () => 'audit-events?limit=50&action=message.retry'),
    api('Audit: one object', (index) => `audit-events?limit=50&object_id=${of(ids.objects)(index)}`),
    api('Audit: one person, of a day', (index) => `audit-events?limit=50&actor=ops-anna${created(index)}`),
  ];
}

async function idsOf(pool: Pool, count: number): Promise<Ids> {
  const column = async (text: string, ...values: unknown[]) => {
    const { rows } = await pool.query<[string]>({ text, values, rowMode: 'array' });
    return rows.map(([value]) => value);
  };
  const sample = 'FROM messages TABLESAMPLE SYSTEM (1)';
  return {
    messages: await column(`SELECT id ${sample} ORDER BY random() LIMIT $1`, count),
    failed: await column(`SELECT id ${sample} WHERE status = 'failed' ORDER BY random() LIMIT $1`, count),
    numbers: await column(
      `SELECT to_address ${sample} WHERE type = 'sms' AND direction = 'outbound' ORDER BY random() LIMIT $1`,
      count,
    ),
    conversations: await column(`SELECT conversation_id ${sample} ORDER BY random() LIMIT $1`, count),
    busiest: (await column('SELECT id FROM conversations ORDER BY message_count DESC LIMIT 1'))[0] as string,
    endpoints: await column('SELECT id FROM webhook_endpoints ORDER BY id LIMIT 2'),
    bulkActions: await column('SELECT id FROM bulk_actions ORDER BY id LIMIT 2'),
    objects: await column(
      'SELECT object_id FROM audit_events WHERE object_id IS NOT NULL ORDER BY id DESC LIMIT $1',
      count,
    ),
  };
}

const created = (index: number) =>
  `&created_after=${hoursAgo(24 + (index % 24))}&created_before=${hoursAgo(index % 24)}`;

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}
