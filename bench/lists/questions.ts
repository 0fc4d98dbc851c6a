import type { Pool } from 'pg';

/** One kind of question; each of its requests is another one, so that none is answered from a cache. */
export interface Question {
  name: string;
  requests: Request[];
}

export interface Request {
  path: string;
  /** Posted when it is there. */
  body?: object;
}

interface Sample {
  id: string;
  customer: string;
  title: string | null;
}

const CONVERSATIONS = '/api/v1/conversations';
const MESSAGES = '/api/v1/messages';

/** Questions about a database that `npm run seed` has filled, `count` of each kind. */
export async function questions(pool: Pool, count: number): Promise<Question[]> {
  const { rows: samples } = await pool.query<Sample>(
    `SELECT id, participant_low AS customer, title FROM conversations WHERE message_count > 0 AND title IS NOT NULL
      ORDER BY random() LIMIT $1`,
    [count],
  );
  const { rows } = await pool.query<{ body: string }>(
    'SELECT body FROM messages TABLESAMPLE SYSTEM (1) ORDER BY random() LIMIT $1',
    [count],
  );
  const { rows: busy } = await pool.query<{ id: string }>(
    'SELECT id FROM conversations ORDER BY message_count DESC LIMIT 1',
  );
  const busiest = busy[0]?.id as string;
  const word = (pattern: RegExp) => rows.flatMap(({ body }) => pattern.exec(body)?.[0] ?? []);
  const each = (name: string, request: (index: number) => Request): Question => ({
    name,
    requests: Array.from({ length: count }, (_, index) => request(index)),
  });
  const list = (name: string, query: (index: number) => string) =>
    each(`${name}`, (index) => ({ path: `${CONVERSATIONS}?${query(index)}` }));
  const sample = (index: number) => samples[index % samples.length] as Sample;
  const search = (name: string, query: (index: number) => string) =>
    each(`search: ${name}`, (index) => ({ path: `${CONVERSATIONS}/search`, body: { query: query(index) } }));
  const anyOf = (words: string[]) => (index: number) => words[index % words.length] as string;
  const messages = (name: string, query: (index: number) => string) =>
    each(`messages: ${name}`, (index) => ({ path: `${MESSAGES}?${query(index)}` }));
  return [
    list('conversations', (index) => `offset=${index}`),
    list('conversations, far', (index) => `limit=100&offset=${9_900 + (index % 100)}`),
    list('conversations by channel_type', (index) => `channel_type=email&offset=${index}`),
    list('conversations by status', (index) => `status=archived&offset=${index}`),
    list('conversations by type', (index) => `type=thread&offset=${index}`),
    list(
      'conversations by all three',
      (index) => `channel_type=email&type=thread&status=active&offset=${index}`,
    ),
    list(
      'conversations of a customer',
      (index) => `participant=${encodeURIComponent(sample(index).customer)}`,
    ),
    list('conversations of our own number', (index) => `participant=%2B1555000000${index % 10}`),
    each('conversation with messages', (index) => ({
      path: `${CONVERSATIONS}/${sample(index).id}?include_messages=true`,
    })),
    each('busiest conversation with messages', () => ({
      path: `${CONVERSATIONS}/${busiest}?include_messages=true`,
    })),
    each('statistics', (index) => ({ path: `${CONVERSATIONS}/${sample(index).id}/statistics` })),
    each('statistics of the busiest', () => ({ path: `${CONVERSATIONS}/${busiest}/statistics` })),
    search('part of a number', (index) => sample(index).customer.slice(3, 11)),
    search('four digits', (index) => sample(index).customer.slice(-4)),
    search('what most numbers begin with', () => '+1555000'),
    search('title', (index) => sample(index).title ?? ''),
    search('two characters', (index) => String(10 + (index % 90))),
    search('word of one message', anyOf(word(/ref\w+/))),
    search('word of one in 100,000', anyOf(word(/desk\d+/))),
    search('word of one in 1,000', anyOf(word(/branch\d+/))),
    search('word of one in 30', anyOf(word(/(?<=Your )\w+/))),
    search('word of all', () => 'ready'),
    search('two common words', anyOf(word(/(?<=Your )\w+ is ready/))),
    search('two common words that never meet', () => 'parcel invoice'),
    search('no word at all', (index) => `nowhere${index}`),
    messages('all', (index) => `offset=${index}`),
    messages('far', (index) => `limit=100&offset=${9_900 + (index % 100)}`),
    messages('of a conversation', (index) => `conversation_id=${sample(index).id}`),
    messages('of the busiest conversation', (index) => `conversation_id=${busiest}&offset=${index}`),
    messages('by status failed', (index) => `status=failed&offset=${index}`),
    messages('by status delivered', (index) => `status=delivered&offset=${index}`),
    messages('by direction', (index) => `direction=inbound&offset=${index}`),
    messages('by type', (index) => `type=email&offset=${index}`),
    messages('to a customer', (index) => `to=${encodeURIComponent(sample(index).customer)}`),
    messages('from our own number', (index) => `from=%2B1555000000${index % 10}`),
    messages('by a frequent tag', (index) => `tag=campaign${(index * 4) % 12}`),
    messages('by a rare tag', (index) => `tag=rare&offset=${index}`),
    messages('by a tag of one in 30', (index) => `tag=weekly&offset=${index}`),
    messages('failed, by a frequent tag', (index) => `status=failed&tag=campaign0&offset=${index}`),
    messages('failed, by a tag of one in 30', (index) => `status=failed&tag=weekly&offset=${index}`),
    messages('failed, by a rare tag', (index) => `status=failed&tag=rare&offset=${index}`),
    messages('delivered, by a frequent tag', (index) => `status=delivered&tag=campaign0&offset=${index}`),
    messages('sent or failed emails', (index) => `status=sent&status=failed&type=email&offset=${index}`),
    messages('delivered emails', (index) => `status=delivered&type=email&offset=${index}`),
    messages('failed, from our own number', (index) => `status=failed&from=%2B1555000000${index % 10}`),
    messages('delivered, from our own number', (index) => `status=delivered&from=%2B1555000000${index % 10}`),
    messages('by status canceled', (index) => `status=canceled&offset=${index}`),
    messages('by all open statuses', (index) => `status=pending&status=sending&status=retry&offset=${index}`),
    messages('delivered, of a day', (index) => `status=delivered&created_after=${daysAgo(index % 28)}`),
    messages(
      'of a day',
      (index) => `created_after=${daysAgo(index % 28)}&created_before=${daysAgo((index % 28) - 1)}`,
    ),
  ];
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
