import request from 'supertest';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SECRETS = ['sandbox-auth-token', 'SG.sandbox-api-key'];
const PRIVATE = [
  'the code is 424242',
  '15551234567',
  '15559876543',
  '15005550001',
  'someone@example.org',
  ...SECRETS,
];

const lines: string[] = [];
const streams = [process.stdout, process.stderr];
const originals = streams.map((stream) => stream.write.bind(stream));

let system: RunningSystem;
beforeAll(async () => {
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
  }
  system = await RunningSystem.start({ LOG_LEVEL: 'info', PROVIDER_TIMEOUT_MS: '200', SETTLE_SECONDS: '1' });
  await system.startProcessor();
});
afterAll(async () => {
  await system.stop();
  streams.forEach((stream, index) => (stream.write = originals[index] as typeof stream.write));
});

describe('the log at info and above', () => {
  it('names no secret, body or address, whatever happens to a message', async () => {
    const body = 'the code is 424242';
    const delivered = await send(system.url, { ...SMS, body });
    const refused = await send(system.url, { ...SMS, body, to: '+15005550001' });
    const unanswered = await send(system.url, { ...SMS, body, to: '+15005551408' });
    const email = await send(system.url, { ...EMAIL, body });
    await request(system.url)
      .post('/api/v1/messages/send')
      .send({ ...SMS, body, to: 'x' })
      .expect(422);
    await request(system.url).post('/api/v1/webhooks/twilio').type('form').send({ To: SMS.to }).expect(403);
    await reaches(system.url, delivered.id, 'delivered');
    await reaches(system.url, refused.id, 'failed');
    await reaches(system.url, email.id, 'delivered');
    await reaches(system.url, unanswered.id, 'delivered', 15_000);

    const log = lines.join('');
    expect(log).toContain('unknown outcome settled');
    for (const word of PRIVATE) expect(log).not.toContain(word);
  });
});

describe('a Redis that lost everything, or is away', () => {
  const news = async (since: number) => {
    const tell = () => lines.slice(since).filter((line) => /GroupCreationLog|queue|group/i.test(line));
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered', 20_000);
    return tell;
  };

  it('is told of in one line when it was flushed, not in one for each queue', async () => {
    const since = lines.length;
    await system.redis.redis.flushall();
    const told = await news(since);
    await eventually(() => expect(told().join('')).toContain('have been recreated'));
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatch(/message_queue:sms.*webhook_queue|webhook_queue.*message_queue:sms/);
  });

  it('is told of when it goes and when it is back', async () => {
    const since = lines.length;
    await system.redis.down();
    await eventually(() => expect(lines.slice(since).join('')).toContain('is unreachable'));
    await system.redis.up();
    const told = await news(since);
    await eventually(() => expect(told().join('')).toContain('is reachable again'));
    const count = (words: string) => told().filter((line) => line.includes(words)).length;
    expect([count('is unreachable'), count('is reachable again')]).toEqual([1, 1]);
    expect(count('cannot be queued now')).toBe(0);
  });
});

describe('metrics', () => {
  it('tell what was accepted, how calls ended, and what each queue holds', async () => {
    const { text } = await request(system.url).get('/metrics').expect(200);
    expect(text).toMatch(
      /sendstream_messages_accepted_total\{type="sms",provider="twilio",priority="normal"\} 5/,
    );
    expect(text).toMatch(/sendstream_queue_depth\{queue="message_queue:sms"\} \d+/);
    expect(text).toMatch(/sendstream_queue_dead\{queue="webhook_queue"\} 0/);
  });
});
