import { SANDBOX_CREDENTIALS } from '#config';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import twilio from 'twilio';
import { SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const PASSWORD = 'ab#cd/p%ss+ef==';
const [OLD, NEW] = ['the token before it was changed', 'the token that it was changed to'];

let system: RunningSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  system = await RunningSystem.start();
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${text}\n`);
  return path;
}

/** What a callback is answered that is signed with this token. */
async function callbackStatus(url: string, token: string): Promise<number> {
  const path = '/api/v1/webhooks/twilio';
  const fields = {
    AccountSid: SANDBOX_CREDENTIALS.twilioAccountSid,
    From: SMS.from,
    MessageSid: `SM${'7'.repeat(32)}`,
    MessageStatus: 'delivered',
    To: SMS.to,
  };
  // It is signed over the address that the provider was given.
  const signature = twilio.getExpectedTwilioSignature(token, system.url + path, fields);
  const answer = await request(url).post(path).type('form').set('X-Twilio-Signature', signature).send(fields);
  return answer.status;
}

it('an api takes its stores by their parts and its secrets from files', async () => {
  const database = new URL(system.variables.DATABASE_URL as string);
  await system.redis.redis.config('SET', 'requirepass', PASSWORD);
  try {
    const url = await system.startApi({
      DATABASE_URL: '',
      DATABASE_HOST: database.hostname,
      DATABASE_PORT: database.port,
      DATABASE_NAME: database.pathname.slice(1),
      DATABASE_USER: decodeURIComponent(database.username),
      DATABASE_PASSWORD_FILE: await file('database', PASSWORD),
      REDIS_URL: `redis://127.0.0.1:${system.redis.port}`,
      REDIS_PASSWORD_FILE: await file('redis', PASSWORD),
      TWILIO_AUTH_TOKEN_FILE: await file('twilio', OLD),
    });
    await request(url).get('/ready').expect(200);
    await request(url).post('/api/v1/messages/send').send(SMS).expect(201);
    expect(await system.redis.redis.xlen('message_queue:sms')).toBe(1);
    expect(await callbackStatus(url, OLD)).toBe(200);
    expect(await callbackStatus(url, NEW)).toBe(403);
    expect(await callbackStatus(url, SANDBOX_CREDENTIALS.twilioAuthToken)).toBe(403);
  } finally {
    await system.redis.redis.config('SET', 'requirepass', '');
  }
});

it('a token is changed without a callback that is refused: both, restarted one by one, then the new one', async () => {
  const token = join(folder, 'token');
  await writeFile(token, OLD);
  const before = await system.startApi({ TWILIO_AUTH_TOKEN_FILE: token });
  await writeFile(token, `${NEW},${OLD}`);
  const between = await system.startApi({ TWILIO_AUTH_TOKEN_FILE: token });
  await writeFile(token, NEW);
  const after = await system.startApi({ TWILIO_AUTH_TOKEN_FILE: token });
  expect(await Promise.all([before, between, after].map((url) => callbackStatus(url, OLD)))).toEqual([
    200, 200, 403,
  ]);
  expect(await Promise.all([before, between, after].map((url) => callbackStatus(url, NEW)))).toEqual([
    403, 200, 200,
  ]);
});
