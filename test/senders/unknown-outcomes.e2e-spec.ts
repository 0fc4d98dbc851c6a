import request from 'supertest';
import { SANDBOX_CREDENTIALS } from '#config';
import { get, reaches, send, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SERVICE = `MG${'7'.repeat(32)}`;
const POOLED = '+15551120001';
/** Takes a message and never answers. */
const SILENT = '+15005550408';
/** Whoever still waits for the look-ups of ten equal texts beside other suites. */
const WITHIN_MS = 90_000;

interface Listed {
  id: string;
  from: string;
  body: string;
}

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ PROVIDER_TIMEOUT_MS: '1000', SETTLE_SECONDS: '20' });
  await system.startProcessor();
  const numbers = [{ number: POOLED }];
  await request(system.url).post('/api/v1/sender-pools').send({ name: 'shop', numbers }).expect(201);
  // No callback tells of anything: only the provider's list knows.
  await fetch(`${system.sandbox.url}/sandbox/settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ callback_loss: 1 }),
  });
});
afterAll(() => system.stop());

async function listed(body: string): Promise<Listed[]> {
  const answer = await fetch(`${system.sandbox.url}/messages?limit=1000`);
  const { messages } = (await answer.json()) as { messages: Listed[] };
  return messages.filter((message) => message.body === body);
}

/** The number that the service sends to this recipient from. */
async function chosenNumber(): Promise<string> {
  const body = 'the first';
  await send(system.url, { ...SMS, from: SERVICE, to: SILENT, body });
  let number = '';
  await eventually(async () => {
    number = (await listed(body))[0]?.from ?? '';
    expect(number).not.toBe('');
  });
  return number;
}

it('equal texts of all kinds of senders are each found, and none is sent again or taken for another', async () => {
  const body = 'equal';
  const kinds = ['+15551234567', '72404', SERVICE, 'pool:shop', await chosenNumber()];
  const sent = await Promise.all(
    [...kinds, ...kinds].map((from) => send(system.url, { ...SMS, from, to: SILENT, body })),
  );
  const ended = await Promise.all(sent.map(({ id }) => reaches(system.url, id, 'sent', WITHIN_MS)));

  const atProvider = new Map((await listed(body)).map((message) => [message.id, message]));
  expect(atProvider.size).toBe(sent.length);
  expect(new Set(ended.map((message) => message.provider_message_id)).size).toBe(sent.length);
  for (const message of ended) {
    const theirs = atProvider.get(String(message.provider_message_id));
    const from = message.from === 'pool:shop' ? POOLED : message.from;
    const shown = message.from === SERVICE ? kinds.at(-1) : from;
    expect(theirs?.from).toBe(shown);
    expect(await timeline(system.url, message.id)).not.toContain('retry');
  }
  const ofService = ended
    .filter(({ from }) => from === SERVICE)
    .map((message) => message.provider_message_id);
  const resources = await Promise.all(ofService.map((sid) => resource(String(sid))));
  expect(resources).toMatchObject([{ messaging_service_sid: SERVICE }, { messaging_service_sid: SERVICE }]);
  expect((await get(system.url, (ended.at(3) as { id: string }).id)).sent_from).toBe(POOLED);
}, 120_000);

/** As Twilio's API shows it. */
async function resource(sid: string): Promise<unknown> {
  const { twilioAccountSid: account, twilioAuthToken: token } = SANDBOX_CREDENTIALS;
  const answer = await request(system.sandbox.url)
    .get(`/2010-04-01/Accounts/${account}/Messages/${sid}.json`)
    .auth(account, token)
    .expect(200);
  return answer.body;
}
