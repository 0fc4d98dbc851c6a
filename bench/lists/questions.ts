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

/** Of the seed: tools/src/seed/team-sql.ts and body-sql.ts. */
const SENDERS = ['+12065550142', '+13125550176', '+14155550117'];
const FREQUENT_TAGS = ['login-code', 'appointment-reminder', 'delivery'];
const LOCATIONS = ['elm-street', 'harbor-view', 'north-gate', 'old-town', 'west-park'];

const CONVERSATIONS = '/api/v1/conversations';
const MESSAGES = '/api/v1/messages';

/** Questions about a database that `npm run seed` has filled, `count` of each kind. */
export async function questions(pool: Pool, count: number): Promise<Question[]> {
  const { rows: samples } = await pool.query<Sample>(
    `SELECT id, participant(participant_to) AS customer, title FROM conversations WHERE channel_type = 'sms' AND title IS NOT NULL
      ORDER BY random() LIMIT $1`,
    [count],
  );
  const { rows } = await pool.query<{ id: string; body: string; sid: string; order: string | null }>(
    `SELECT id, body, provider_message_id AS sid, metadata->>'order_id' AS order
       FROM messages TABLESAMPLE SYSTEM (1) ORDER BY random() LIMIT $1`,
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
  const found = (name: string, query: (index: number) => string) =>
    each(`find: ${name}`, (index) => ({ path: `${MESSAGES}?cursor=&${query(index)}` }));
  const searched = (name: string, text: (index: number) => string, others = '') =>
    found(name, (index) => `search=${encodeURIComponent(text(index))}${others}`);
  const one = (index: number) => rows[index % rows.length] as (typeof rows)[number];
  const orders = rows.flatMap(({ order }) => order ?? []);
  const sender = (index: number) => encodeURIComponent(SENDERS[index % SENDERS.length] as string);
  const frequentTag = (index: number) => FREQUENT_TAGS[index % FREQUENT_TAGS.length] as string;
  const location = (index: number) => LOCATIONS[index % LOCATIONS.length] as string;
  const key = (index: number) => `api_key_id=01900000-0000-7000-9000-00000000000${1 + (index % 3)}`;
  return [
    found('all', () => ''),
    found('by status delivered', () => 'status=delivered'),
    found('by status failed', () => 'status=failed'),
    found('by a frequent tag', () => 'tag=login-code'),
    found('failed, by a rare tag', () => 'status=failed&tag=outage-notice'),
    found('sent or failed emails', () => 'status=sent&status=failed&type=email'),
    found('failed, to our own number', (index) => `status=failed&from=${sender(index)}`),
    found('by provider', (index) => `provider=${index % 2 === 0 ? 'twilio' : 'sendgrid'}`),
    found('by provider, failed', () => 'provider=sendgrid&status=failed'),
    found('by a frequent error code', () => 'error_code=30003'),
    found('by a rare error code', () => 'error_code=21610'),
    found('by error code and a frequent tag', () => 'error_code=30003&tag=login-code'),
    found('by error code and type', () => 'error_code=5.1.1&type=email'),
    found('by a frequent destination', () => 'destination=US'),
    found('by a rare destination', () => 'destination=SE'),
    found(
      'by destination, failed',
      (index) => `destination=${index % 2 === 0 ? 'GB' : 'mail.example'}&status=failed`,
    ),
    found('by destination, failed with a code', () => 'destination=US&status=failed&error_code=30003'),
    found('by API key', key),
    found('by API key, failed', (index) => `${key(index)}&status=failed`),
    found('by API key and a rare tag', (index) => `${key(index)}&tag=outage-notice`),
    found('changed in the last hour', () => `changed_after=${hoursAgo(1)}`),
    found('changed in the last day', () => `changed_after=${hoursAgo(24)}`),
    found(
      'changed in an hour',
      (index) => `changed_after=${hoursAgo(index + 24)}&changed_before=${hoursAgo(index + 23)}`,
    ),
    found('failed in the last hour', () => `status=failed&changed_after=${hoursAgo(1)}`),
    found(
      'failed in an hour',
      (index) => `status=failed&changed_after=${hoursAgo(index + 24)}&changed_before=${hoursAgo(index + 23)}`,
    ),
    found('failed in the last week, with a code', () => `error_code=30007&changed_after=${hoursAgo(168)}`),
    searched('our id', (index) => one(index).id),
    searched('id of a provider', (index) => one(index).sid),
    searched('a whole number', (index) => sample(index).customer),
    searched('the last four digits', (index) => sample(index).customer.slice(-4)),
    searched('six digits', (index) => sample(index).customer.slice(3, 9)),
    searched('what most numbers begin with', () => '+1206555'),
    searched('part of a mail address', (index) => `rossi${1_110 + index}`),
    searched(
      'domain of many mail addresses',
      (index) => ['mail', 'inbox', 'post', 'uni', 'office'][index % 5] + '.example',
    ),
    searched('a rare tag', () => 'outage-notice'),
    searched('a frequent tag', (index) => frequentTag(index)),
    searched('a value of one message', (index) => orders[index % orders.length] as string),
    searched('a value of a tenth', (index) => location(index)),
    searched('an error code', () => '30003'),
    searched('a word of one message', anyOf(word(/(?<=Ref )\w+/))),
    searched('a code', anyOf(word(/\b\d{6}\b/))),
    searched('a word of one in 1,000', anyOf(word(/(?<=room )\d+/))),
    searched('a word of one in 30', anyOf(word(/(?<=(Hi|Dear) )\w+/))),
    searched('a word of all', () => 'your'),
    searched('two words that never meet', () => 'prescription parcel'),
    searched('nothing there is', (index) => `nowhere${index}`),
    searched('four digits, failed', (index) => sample(index).customer.slice(-4), '&status=failed'),
    searched(
      'a word of one in 30, failed emails',
      anyOf(word(/(?<=(Hi|Dear) )\w+/)),
      '&status=failed&type=email',
    ),
    searched(
      'a frequent tag, of a day',
      () => 'login-code',
      `&created_after=${hoursAgo(49)}&created_before=${hoursAgo(25)}`,
    ),
    searched('a word of all, with a rare code', () => 'your', '&error_code=21610'),
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
    search('what most numbers begin with', () => '+1206555'),
    search('title', (index) => sample(index).title ?? ''),
    search('two characters', (index) => String(10 + (index % 90))),
    search('word of one message', anyOf(word(/(?<=Ref )\w+/))),
    search('code', anyOf(word(/\b\d{6}\b/))),
    search('word of one in 1,000', anyOf(word(/(?<=room )\d+/))),
    search('word of one in 30', anyOf(word(/(?<=(Hi|Dear) )\w+/))),
    search('word of all', () => 'your'),
    search('two common words', anyOf(word(/(?<=Hi )\w+, your order/))),
    search('two common words that never meet', () => 'prescription parcel'),
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
    messages('from our own number', (index) => `from=${sender(index)}`),
    messages('by a frequent tag', (index) => `tag=${frequentTag(index)}`),
    messages('by a rare tag', (index) => `tag=outage-notice&offset=${index}`),
    messages('by a tag of one in 30', (index) => `tag=weekly&offset=${index}`),
    messages('failed, by a frequent tag', (index) => `status=failed&tag=login-code&offset=${index}`),
    messages('failed, by a tag of one in 30', (index) => `status=failed&tag=weekly&offset=${index}`),
    messages('failed, by a rare tag', (index) => `status=failed&tag=outage-notice&offset=${index}`),
    messages('delivered, by a frequent tag', (index) => `status=delivered&tag=login-code&offset=${index}`),
    messages('sent or failed emails', (index) => `status=sent&status=failed&type=email&offset=${index}`),
    messages('delivered emails', (index) => `status=delivered&type=email&offset=${index}`),
    messages('failed, from our own number', (index) => `status=failed&from=${sender(index)}`),
    messages('delivered, from our own number', (index) => `status=delivered&from=${sender(index)}`),
    messages('by status canceled', (index) => `status=canceled&offset=${index}`),
    messages('by all open statuses', (index) => `status=pending&status=sending&status=retry&offset=${index}`),
    messages('delivered, of a day', (index) => `status=delivered&created_after=${daysAgo(index % 28)}`),
    messages(
      'of a day',
      (index) => `created_after=${daysAgo(index % 28)}&created_before=${daysAgo((index % 28) - 1)}`,
    ),
  ];
}

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
