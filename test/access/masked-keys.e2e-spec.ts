import { WEBHOOK_QUEUE } from '#messaging';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { type DocumentedOperation, documentOf, operationsOf } from '../contract/documented.js';
import { newKey } from '../support/api-key.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { INBOUND_SECRET, MAILBOX, PERSON, plant, PLANTED, type PlantedIds, SENDER } from './planted.js';

interface Answer {
  target: string;
  status: number;
  text: string;
}

let system: RunningSystem;
let planted: PlantedIds;
let admin: string;
let masked: string;
beforeAll(async () => {
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true', SENDGRID_INBOUND_SECRET: INBOUND_SECRET });
  await system.startProcessor();
  admin = (await newKey(system, ['admin'])).secret;
  // No such key can be made: whatever scope a route will ask for one day, its answer is masked.
  masked = (await newKey(system, ['admin'], { mask: true })).secret;
  planted = await plant(system, admin);
  await eventually(async () => {
    const failures = await call('GET', '/api/v1/statistics/failures?group_by=sender,destination', admin);
    expect(failures.text).toContain(SENDER);
  }, 20_000);
}, 60_000);
afterAll(() => system?.stop());

/** The text of an answer, whatever it is; that of a stream when it ends. */
async function call(method: string, target: string, secret: string, body?: object): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${secret}`,
    'content-type': 'application/json',
    connection: 'close',
  };
  const response = await fetch(system.url + target, { method, headers, body: body && JSON.stringify(body) });
  return { target, status: response.status, text: await response.text() };
}

const MASK = {
  field: 'mask',
  reason: 'must be false with the scope manage or admin: webhooks that such a key adds tell everything',
};

const plantsIn = (text: string) => PLANTED.filter((each) => text.toLowerCase().includes(each.toLowerCase()));

/** The addresses at which an operation shows something that was planted. @throws Error when nobody wrote down which. */
function targetsOf({ path }: DocumentedOperation): string[] {
  const { messages, conversation, endpoint, bulkAction, pool } = planted;
  const values: [prefix: string, parameter: string, of: string[]][] = [
    ['/api/v1/messages/', 'id', messages],
    ['/api/v1/conversations/', 'id', [conversation]],
    ['/api/conversations/', 'id', [conversation]],
    ['/api/v1/webhook-endpoints/', 'id', [endpoint]],
    ['/api/v1/sender-pools/', 'id', [pool]],
    ['/api/v1/bulk-actions/', 'id', [bulkAction]],
    ['/api/v1/erasures/', 'id', [randomUUID()]],
    ['/api/v1/api-keys/', 'id', [randomUUID()]],
    ['/api/v1/webhooks/status/', 'provider', ['twilio']],
    // Of a key that is none: whoever has a mask may not ask.
    ['/api/v1/api-keys/', 'id', [endpoint]],
    ['/api/v1/admin/queues/', 'name', [WEBHOOK_QUEUE]],
  ];
  const [, parameter = '', of = ['']] = values.find(([prefix]) => path.startsWith(prefix)) ?? [];
  const paths = of.map((value) => path.replace(`{${parameter}}`, value).replace('{n}', '0'));
  if (paths.some((each) => each.includes('{')))
    throw new Error(`masked-keys.e2e-spec.ts does not say what to ask of ${path}`);
  return paths.flatMap((each) => (QUERIES[path] ?? ['']).map((query) => each + query));
}

const QUERIES: Record<string, string[]> = {
  '/api/v1/messages': [
    '',
    '?cursor=',
    `?to=${encodeURIComponent(PERSON)}`,
    `?from=${encodeURIComponent(MAILBOX)}`,
    '?search=4190417',
    '?search=echidna',
  ],
  '/api/v1/conversations': ['', '?include_last_message=true', `?participant=${encodeURIComponent(PERSON)}`],
  '/api/v1/conversations/{id}': ['', '?include_messages=true'],
  '/api/v1/suppressions': ['', `?address=2${MAILBOX}`],
  '/api/v1/statistics': ['', '?group_by=tag'],
  '/api/v1/statistics/costs': ['', '?group_by=tag'],
  '/api/v1/statistics/failures': ['', '?group_by=provider,code,sender,destination'],
};

describe('a key with mask', () => {
  it('sees none of the numbers and texts that are planted, at any route that reads', async () => {
    const operations = operationsOf(await documentOf(system.url));
    const reading = operations.filter(({ method, security }) => method === 'get' && security);
    expect(reading.length).toBeGreaterThan(18);
    const leaks: string[] = [];
    const shown = new Set<string>();
    for (const operation of reading) {
      for (const target of targetsOf(operation)) {
        const [seen, whole] = [await call('GET', target, masked), await call('GET', target, admin)];
        if (plantsIn(whole.text).length > 0) shown.add(operation.path);
        const isFile = operation.path.endsWith('/attachments/{n}');
        expect([target, seen.status]).toEqual([target, isFile && whole.status === 200 ? 403 : whole.status]);
        leaks.push(
          ...plantsIn(seen.text).map((plant) => `${target} shows ${plant}: ${seen.text.slice(0, 2_000)}`),
        );
      }
    }
    expect(leaks).toEqual([]);
    // That the others show it is what makes this a test.
    expect([...shown]).toEqual(
      expect.arrayContaining([
        '/api/v1/messages',
        '/api/v1/messages/{id}',
        '/api/v1/messages/{id}/details',
        '/api/v1/messages/{id}/html',
        '/api/v1/messages/{id}/events',
        '/api/v1/messages/{id}/stream',
        '/api/v1/messages/{id}/attachments',
        '/api/v1/messages/{id}/attachments/{n}',
        '/api/v1/conversations',
        '/api/v1/conversations/{id}/messages',
        '/api/conversations/{id}/messages',
        '/api/v1/suppressions',
        '/api/v1/sender-pools',
        '/api/v1/admin/queues/{name}/dead-letters',
        '/api/v1/statistics/failures',
      ]),
    );
  }, 120_000);

  it('finds by a number, and sees its ends, and all that names no one', async () => {
    const found = await call(
      'GET',
      `/api/v1/messages?cursor=&limit=1&to=${encodeURIComponent(PERSON)}`,
      masked,
    );
    const { messages } = JSON.parse(found.text) as { messages: object[] };
    expect(messages).toEqual([
      expect.objectContaining({
        id: planted.messages[0],
        status: 'delivered',
        type: 'sms',
        from: '+1555•••0400',
        to: '+1555•••0417',
        body: '•••',
        subject: null,
        metadata: { of: '•••', n: '•••' },
        provider: 'twilio',
        provider_message_id: expect.stringMatching(/^SM/) as string,
        created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      }),
    ]);
    const search = await call('POST', '/api/v1/conversations/search', masked, { query: '4190417' });
    expect(search.status).toBe(200);
    expect(plantsIn(search.text)).toEqual([]);
    expect(JSON.parse(search.text)).toMatchObject({
      conversations: expect.arrayContaining([
        expect.objectContaining({ participant_to: '+1555•••0417', matched: ['participant'] }),
      ]) as unknown,
    });
    const listed = await call(
      'GET',
      '/api/v1/conversations?include_last_message=true&channel_type=email',
      masked,
    );
    expect(JSON.parse(listed.text)).toMatchObject({
      conversations: [{ last_message: { from: 'w•••@example.org', to: 's•••@example.com', text: '•••' } }],
    });
    const mail = await call('GET', `/api/v1/messages/${planted.messages[2]}`, masked);
    expect(JSON.parse(mail.text)).toMatchObject({
      to: 'w•••@example.org',
      cc: ['w•••@example.org'],
      html: '•••',
      metadata: { pet: { name: '•••' } },
    });
    const failed = await call('GET', `/api/v1/messages/${planted.messages[1]}`, masked);
    expect(JSON.parse(failed.text)).toMatchObject({ error: { code: '21211', provider: 'twilio' } });
  });

  it('goes on from page to page', async () => {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await call('GET', `/api/v1/messages?limit=2&cursor=${cursor}`, masked);
      const body = JSON.parse(page.text) as { messages: { id: string }[]; next_cursor: string | null };
      ids.push(...body.messages.map(({ id }) => id));
      cursor = body.next_cursor;
    }
    expect(ids.sort()).toEqual([...planted.messages].sort());
  });

  it('is answered masked what it changes and sends, too', async () => {
    const sent = await call('POST', '/api/v1/messages/send', masked, {
      type: 'sms',
      from: SENDER,
      to: PERSON,
      body: 'echidna',
      send_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(sent.status).toBe(201);
    const { id } = JSON.parse(sent.text) as { id: string };
    const canceled = await call('POST', `/api/v1/messages/${id}/cancel`, masked);
    expect(JSON.parse(canceled.text)).toMatchObject({ id, status: 'canceled' });
    const batch = await call('POST', '/api/v1/messages/batch', masked, {
      messages: [{ type: 'sms', from: SENDER, to: PERSON, body: 'echidna' }, { type: 'sms' }],
    });
    expect(JSON.parse(batch.text)).toMatchObject({
      results: [
        { status: 201 },
        {
          status: 422,
          errors: expect.arrayContaining([
            { field: 'to', reason: expect.stringMatching(/^must/) as string },
          ]) as unknown,
        },
      ],
    });
    for (const { text } of [sent, canceled, batch]) expect(plantsIn(text)).toEqual([]);
  });

  it('masks in a session of it as well', async () => {
    const begun = await request(system.url).post('/api/v1/session').send({ api_key: masked }).expect(201);
    expect(begun.body).toMatchObject({ mask: true });
    const cookie = (begun.get('Set-Cookie')?.[0] ?? '').split(';')[0] as string;
    const list = await request(system.url).get('/api/v1/messages?cursor=').set('Cookie', cookie).expect(200);
    expect(plantsIn(list.text)).toEqual([]);
  });

  it.each([[['read', 'manage']], [['admin']]])(
    'is none that may %j: webhooks tell everything',
    async (scopes) => {
      const wanted = { name: `masked ${scopes.join(' ')}`, scopes };
      const refused = await call('POST', '/api/v1/api-keys', admin, { ...wanted, mask: true });
      expect([refused.status, JSON.parse(refused.text)]).toEqual([
        422,
        expect.objectContaining({ errors: [MASK] }),
      ]);
      const made = await call('POST', '/api/v1/api-keys', admin, wanted);
      const { id } = JSON.parse(made.text) as { id: string };
      const changed = await call('PATCH', `/api/v1/api-keys/${id}`, admin, { name: 'renamed', mask: true });
      expect([changed.status, JSON.parse(changed.text)]).toEqual([
        422,
        expect.objectContaining({ errors: [MASK] }),
      ]);
      const { api_keys: keys } = JSON.parse((await call('GET', '/api/v1/api-keys', admin)).text) as {
        api_keys: object[];
      };
      expect(keys).toContainEqual(expect.objectContaining({ id, name: wanted.name, mask: false }));
    },
  );

  it('sees masked within two seconds after it is told to', async () => {
    const { id, secret } = await newKey(system, ['read']);
    expect(plantsIn((await call('GET', '/api/v1/messages?cursor=', secret)).text)).not.toEqual([]);
    await call('PATCH', `/api/v1/api-keys/${id}`, admin, { mask: true });
    await eventually(async () => {
      expect(plantsIn((await call('GET', '/api/v1/messages?cursor=', secret)).text)).toEqual([]);
    }, 2_000);
  });
});
