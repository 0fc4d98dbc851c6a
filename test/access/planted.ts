import { WEBHOOK_QUEUE } from '#messaging';
import request from 'supertest';
import { eventually } from '../support/eventually.js';
import { postForm } from '../support/inbound-form.js';
import type { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

export const INBOUND_SECRET = 'parse-secret';

/** Numbers, addresses and words of people. None of them may ever be seen with a key that has `mask`. */
export const PERSON = '+15554190417';
/** Twilio's: "not a valid number". */
const UNREACHABLE = '+15005550001';
export const SENDER = '+15554190400';
export const MAILBOX = 'walter.wombat@example.org';
export const PLANTED = [
  ...[PERSON, UNREACHABLE, SENDER].map((number) => number.slice(1)),
  'walter.wombat',
  ...['echidna', 'quokka', 'numbat', 'bilby', 'potoroo', '4190417', 'Walter'],
];

export interface PlantedIds {
  /** Messages: a text that arrived and one that failed, a mail, and what people wrote to us. */
  messages: string[];
  conversation: string;
  endpoint: string;
  pool: string;
  bulkAction: string;
}

/** Fills every kind of thing that the api can show with what is PLANTED. */
export async function plant(system: RunningSystem, secret: string): Promise<PlantedIds> {
  const authorization = { Authorization: `Bearer ${secret}` };
  const post = async (path: string, body: object) => {
    const answer = await request(system.url).post(path).set(authorization).send(body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body as Record<string, string>;
  };
  const receiver = await WebhookReceiver.start();
  try {
    const { id: endpoint } = await post('/api/v1/webhook-endpoints', {
      url: receiver.url,
      events: ['message.sent', 'message.failed', 'message.received'],
    });
    const { id: bulkAction } = await post('/api/v1/bulk-actions', {
      action: 'cancel',
      filter: { to: PERSON, search: 'potoroo' },
    });
    const mailbox = `Walter Wombat <${MAILBOX}>`;
    const sent = [
      {
        ...{ type: 'sms', from: SENDER, to: PERSON, body: 'Your echidna' },
        metadata: { of: PERSON, n: 4_190_417 },
        tags: [`to ${PERSON}`, MAILBOX],
      },
      { type: 'sms', from: SENDER, to: UNREACHABLE, body: 'Your echidna' },
      {
        type: 'email',
        from: 'shop@example.com',
        to: mailbox,
        cc: [mailbox.replace('@', '1@')],
        subject: 'Quokka: quokka',
        body: 'A numbat',
        html: '<p>A numbat</p>',
        reply_to: mailbox,
        metadata: { pet: { name: 'bilby' } },
        callback_url: `${receiver.url}/bilby`,
      },
    ];
    for (const message of sent) await post('/api/v1/messages/send', message);
    await post('/api/v1/conversations', {
      channel_type: 'sms',
      participant_from: SENDER,
      participant_to: PERSON,
      type: 'thread',
      title: 'The quokka of Walter',
      metadata: { pet: 'bilby' },
    });
    const { id: pool } = await post('/api/v1/sender-pools', {
      name: 'menagerie',
      numbers: [{ number: SENDER }],
    });
    await post('/api/v1/suppressions', {
      channel: 'email',
      address: `2${MAILBOX}`,
      reason: 'manual',
      note: 'Asked for by Walter',
    });
    await post('/api/v1/suppressions', { channel: 'sms', address: '+15554190418', reason: 'manual' });
    await request(system.sandbox.url)
      .post('/sandbox/inbound')
      .send({ from: PERSON, to: SENDER, body: 'Look, a quokka', num_media: 1 });
    await postForm(`${system.url}/api/v1/webhooks/sendgrid/inbound/${INBOUND_SECRET}`, {
      headers: 'Message-ID: <1@mail.example>\n',
      from: mailbox,
      to: 'shop@example.com',
      envelope: JSON.stringify({ to: ['shop@example.com'], from: MAILBOX }),
      subject: 'Re: Quokka',
      text: 'My numbat',
      html: '<p>My numbat</p>',
      attachment1: { content: 'a potoroo', filename: 'potoroo.txt', type: 'text/plain' },
    });
    const dead = { data: JSON.stringify({ provider: 'twilio', events: [{ From: PERSON, Body: 'quokka' }] }) };
    await system.redis.redis.xadd(
      `${WEBHOOK_QUEUE}:dead`,
      '*',
      ...Object.entries({
        ...dead,
        reason: `no ${PERSON}`,
        deliveries: '1',
        entry_id: '1-0',
        died_at: '',
      }).flat(),
    );
    const rows = await settled(system, sent.length + 2);
    const [text] = rows;
    return {
      messages: rows.map(({ id }) => id),
      conversation: text?.conversation_id as string,
      endpoint: endpoint as string,
      pool: pool as string,
      bulkAction: bulkAction as string,
    };
  } finally {
    await receiver.stop();
  }
}

/** All of them at their end: a stream of each has one. */
async function settled(system: RunningSystem, count: number) {
  let found: { id: string; conversation_id: string; final: boolean }[] = [];
  await eventually(async () => {
    const { rows } = await system.database.pool.query<(typeof found)[number]>(`
      SELECT id, conversation_id, status IN ('delivered', 'failed', 'received') AS final FROM messages ORDER BY id`);
    found = rows;
    expect(found.map(({ final }) => final)).toEqual(Array(count).fill(true));
  }, 30_000);
  return found;
}
