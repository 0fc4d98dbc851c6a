import { newId } from '#config';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import type { TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { postForm } from '../support/inbound-form.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

/** A text of at most so many characters. */
export type Words = (length: number) => string;

export const INBOUND_SECRET = 'parse-secret';
/** Accepted, and then undelivered: apps/sandbox/README.md. */
const UNREACHABLE = '+15005553003';
const PERSON = '+15559883001';
const SLOW = '+15551239999';
const PREFIX = '+447911';
const QUEUE = 'message_queue:sms';

/**
 * Puts these words into each field that anybody can fill, and answers the address of every view, with something to see in it.
 * The system has INBOUND_SECRET.
 */
export async function everyView(tested: TestConsole, words: Words): Promise<string[]> {
  const post = poster(tested);
  const receiver = await WebhookReceiver.start();
  try {
    const endpoint = await post('/api/v1/webhook-endpoints', {
      url: `${receiver.url}/${encodeURIComponent(words(100))}`,
      events: ['message.failed', 'message.received'],
      description: words(400),
    });
    receiver.secrets = [endpoint.secret as string];
    const text = await sendText(tested, receiver, words);
    const { id: mail } = await send(tested.system.url, {
      ...EMAIL,
      subject: words(150),
      body: words(1_000),
      metadata: { [words(40)]: words(200) },
    });
    await hear(tested, words);
    await post('/api/v1/suppressions', {
      channel: 'sms',
      address: PERSON,
      reason: 'manual',
      note: words(400),
    });
    await post('/api/v1/sender-pools', {
      name: 'appointments',
      numbers: [{ number: '+15551239876', countries: ['US'] }],
      description: words(400),
    });
    await makeWait(tested);
    const job = await post('/api/v1/bulk-actions', {
      action: 'cancel',
      filter: { search: words(100), tag: words(40) },
    });
    await eventually(() => expect(receiver.typesOf(text)).toContain('message.failed'));
    await settle(tested, endpoint.id as string, text, words);
    return viewsOf({
      text,
      mail,
      job: job.id as string,
      endpoint: endpoint.id as string,
      ...(await heard(tested)),
    });
  } finally {
    await receiver.stop();
  }
}

/** By whoever has the key: what is made names it. */
function poster({ url, key }: Pick<TestConsole, 'url' | 'key'>, method = 'POST') {
  return async (path: string, body: object) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
}

/** One that fails, and whose sender has a webhook of its own. */
async function sendText(tested: TestConsole, receiver: WebhookReceiver, words: Words): Promise<string> {
  const message = {
    ...SMS,
    to: UNREACHABLE,
    body: words(1_000),
    tags: ['walked'],
    metadata: { [words(40)]: words(200) },
    callback_url: `${receiver.url}/${encodeURIComponent(words(100))}`,
  };
  const { id } = await poster(tested)('/api/v1/messages/send', message);
  await reaches(tested.system.url, id as string, 'failed');
  return id as string;
}

/** What others write to us: a text, and a mail with a file. */
async function hear({ system }: TestConsole, words: Words): Promise<void> {
  const text = { from: PERSON, to: SMS.from, body: words(1_000) };
  await poster({ url: system.sandbox.url, key: '' })('/sandbox/inbound', text);
  const quoted = words(80).replace(/["\\]/g, '');
  const status = await postForm(`${system.url}/api/v1/webhooks/sendgrid/inbound/${INBOUND_SECRET}`, {
    headers: 'Message-ID: <1@mail.example>\n',
    from: `"${quoted}" <walter@example.org>`,
    to: 'shop@example.com',
    envelope: JSON.stringify({ to: ['shop@example.com'], from: 'walter@example.org' }),
    subject: words(150),
    text: words(1_000),
    attachment1: { content: 'a file', filename: `${quoted}.txt`, type: 'text/plain' },
  });
  expect(status).toBe(200);
}

/** Has a text wait for the pace of its sender. */
async function makeWait({ system, url, key }: TestConsole): Promise<void> {
  const path = `/api/v1/admin/paces/sender/${encodeURIComponent(SLOW)}`;
  await poster({ url, key }, 'PUT')(path, { per_second: 0.001 });
  await eventually(async () => {
    await send(system.url, { ...SMS, from: SLOW, tags: ['paced'] });
    const { rowCount } = await system.database.pool.query('SELECT 1 FROM messages WHERE paced_until > now()');
    expect(rowCount).toBeGreaterThan(0);
  });
}

/** The conversations of those who wrote, and what they wrote. */
async function heard({ system }: TestConsole) {
  let rows: { id: string; conversation_id: string }[] = [];
  await eventually(async () => {
    ({ rows } = await system.database.pool.query<(typeof rows)[number]>(
      "SELECT id, conversation_id FROM messages WHERE direction = 'inbound' ORDER BY id",
    ));
    expect(rows).toHaveLength(2);
  });
  return { received: rows.map(({ id }) => id), conversations: rows.map((row) => row.conversation_id) };
}

/** What comes from providers, receivers and earlier versions, and what the API takes no such words for. */
async function settle(tested: TestConsole, endpoint: string, text: string, words: Words): Promise<void> {
  const { system } = tested;
  const [short, long] = [words(60), words(400)];
  const statements: [sql: string, ...values: string[]][] = [
    ['UPDATE api_keys SET name = $1', short],
    [
      `UPDATE messages SET tags = ARRAY[$2], error = jsonb_build_object('code', $2::text, 'message', $3::text,
              'provider', provider) WHERE id = $1`,
      ...[text, short, long],
    ],
    [
      'UPDATE send_attempts SET provider_code = $2, provider_message = $3 WHERE message_id = $1',
      ...[text, short, long],
    ],
    [
      `INSERT INTO message_events (message_id, type, status, reason, detail)
       VALUES ($1, 'failed', 'failed', $3, jsonb_build_object('code', $2::text, $2::text, $3::text))`,
      ...[text, short, long],
    ],
    [
      `UPDATE api_keys SET guard = '{"budget": {"period": "month", "amount": 500, "currency": "USD", "segments": 60000,
                                             "warnPercent": 80}}'`,
    ],
    ["INSERT INTO paces (of, name, per_second) VALUES ('account', $1, 3)", short],
    [
      `INSERT INTO statistics_costs SELECT 'tag', 'day', date_trunc('day', now(), 'UTC'), $1, 'sms', 'twilio', '', 'US', currency,
              100, 120, 90, cost FROM (VALUES ('', 0), ('USD', 0.9)) AS c (currency, cost)`,
      short,
    ],
    ["UPDATE callbacks SET status = 'dead', error = $1 WHERE endpoint_id = $2", long, endpoint],
    [
      `UPDATE callbacks SET status = 'pending', error = $1, callback_url = callback_url || $1, due_at = now() + interval '1 h',
              queued_at = NULL WHERE message_id = $2 AND callback_url IS NOT NULL`,
      ...[long, text],
    ],
    [
      "UPDATE webhook_endpoints SET url = 'https://' || $2, status = 'paused', paused_reason = $2 WHERE id = $1",
      ...[endpoint, long],
    ],
    ['UPDATE conversations SET title = $1, metadata = jsonb_build_object($1::text, $1::text)', short],
    [
      `INSERT INTO audit_events (id, actor_kind, actor_name, address, action, object_kind, object_id, before, after)
       VALUES ($1, 'command', $2, $2, $2, $2, $2, jsonb_build_object($2::text, $3::text), jsonb_build_object($2::text, $2::text))`,
      ...[newId(), short, long],
    ],
  ];
  for (const [sql, ...values] of statements) await system.database.pool.query(sql, values);
  const died = { data: long, reason: long, deliveries: '1', entry_id: '1-0', died_at: '' };
  await system.redis.redis.xadd(`${QUEUE}:dead`, '*', ...Object.entries(died).flat());
  await stopPrefix(tested);
  await system.admin.pause(QUEUE, { by: short });
  await eventually(async () => {
    const failures = await fetch(`${system.url}/api/v1/statistics/failures?interval=hour`);
    const { groups } = (await failures.json()) as { groups: { code: string }[] };
    expect(groups.map(({ code }) => code)).toContain(short);
  }, 20_000);
}

/** As the guard does when a burst comes. */
async function stopPrefix({ system: { redis } }: TestConsole): Promise<void> {
  const now = Date.now();
  await redis.redis.zadd('guard:stopped', now + 3_600_000, PREFIX);
  const why = { stopped: now + 3_600_000, since: now, burst: 151, usual: 12, refused: 480 };
  await redis.redis.hset(`guard:prefix:${PREFIX}`, why);
}

interface Ids {
  text: string;
  mail: string;
  received: string[];
  conversations: string[];
  job: string;
  endpoint: string;
}

function viewsOf({ text, mail, received, conversations, job, endpoint }: Ids): string[] {
  return [
    'overview?interval=minute&group_by=tag',
    'messages',
    ...[text, mail, ...received].map((id) => `messages/${id}`),
    'failures?interval=minute',
    'conversations',
    ...conversations.map((id) => `conversations/${id}`),
    'send',
    'bulk-actions',
    `bulk-actions/${job}`,
    'bulk-actions/new?action=retry&status=failed',
    'queues',
    `queues/${encodeURIComponent(QUEUE)}`,
    'paces',
    'guard',
    'costs?by=tag',
    'suppressions',
    'sender-pools',
    'webhooks',
    'webhooks/callbacks',
    `webhooks/${endpoint}`,
    'api-keys',
    'audit',
  ];
}
