import { Logger } from '@nestjs/common';
import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import { reaches, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { RefusingProxy } from '../support/refusing-proxy.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const CLIENT_SPAN = 'b7ad6b7169203331';
const BODY = 'the code is 424242';
const PRIVATE = [BODY, '15551234567', '15559876543', SANDBOX_CREDENTIALS.webhookSigningSecret];

let collector: OtlpReceiver;
let receiver: WebhookReceiver;
let provider: RefusingProxy;
let system: RunningSystem;
const delayBefore = process.env.OTEL_BSP_SCHEDULE_DELAY;
beforeAll(async () => {
  process.env.OTEL_BSP_SCHEDULE_DELAY = '50';
  [collector, receiver, provider] = await Promise.all([
    OtlpReceiver.start(),
    WebhookReceiver.start(),
    RefusingProxy.start(),
  ]);
  receiver.secrets.push(SANDBOX_CREDENTIALS.webhookSigningSecret);
  system = await RunningSystem.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    SMS_PROVIDER: 'http',
    HTTP_PROVIDER_URL: `${provider.url}/http/messages`,
  });
  provider.target = system.sandbox.url;
  await system.startProcessor();
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([collector?.stop(), receiver?.stop(), provider?.stop()]);
  if (delayBefore === undefined) delete process.env.OTEL_BSP_SCHEDULE_DELAY;
  else process.env.OTEL_BSP_SCHEDULE_DELAY = delayBefore;
});

let traces = 0;
/** A trace of a client's own. */
function clientTrace(flags = '01') {
  traces += 1;
  const traceId = `0af7651916cd43dd8448eb211c80${String(traces).padStart(4, '0')}`;
  return { traceId, traceparent: `00-${traceId}-${CLIENT_SPAN}-${flags}` };
}

async function send(traceparent: string, message: object = {}): Promise<string> {
  const sent = request(system.url).post('/api/v1/messages/send').set('traceparent', traceparent);
  const { body } = await sent.send({ ...SMS, body: BODY, ...message }).expect(201);
  return (body as { id: string }).id;
}

/** The spans of a trace once they are as many; each by its name, the first of them. */
async function spansOf(traceId: string, count: number) {
  let spans: ReceivedSpan[] = [];
  await eventually(() => {
    spans = collector.ofTrace(traceId);
    expect(spans.map(({ name }) => name).sort()).toHaveLength(count);
  }, 20_000);
  return { all: spans, of: (name: string) => spans.find((span) => span.name === name) as ReceivedSpan };
}

const context = ({ traceId, spanId }: ReceivedSpan) => `00-${traceId}-${spanId}-01`;

describe('the trace of a message', () => {
  it('is one from the request of its client to the webhook that tells of its end', async () => {
    const { traceId, traceparent } = clientTrace();
    const id = await send(traceparent, { callback_url: receiver.url });
    await reaches(system.url, id, 'delivered');
    await eventually(() => expect(receiver.typesOf(id)).toEqual(['message.sent', 'message.delivered']));
    const { all, of } = await spansOf(traceId, 9);
    const [server, accept, process] = [
      of('POST /api/v1/messages/send'),
      of('accept sms'),
      of('process message_queue:sms'),
    ];
    const below = (span: ReceivedSpan) =>
      all.flatMap(({ name, parentId }) => (parentId === span.spanId ? name : [])).sort();
    expect(server).toMatchObject({ parentId: CLIENT_SPAN, service: 'sendstream-api', error: null });
    expect(server.attributes).toMatchObject({
      'http.route': '/api/v1/messages/send',
      'http.response.status_code': 201,
    });
    expect(below(server)).toEqual(['accept sms']);
    expect(below(accept)).toEqual([
      'process message_queue:sms',
      'webhook message.delivered',
      'webhook message.sent',
    ]);
    expect(process.service).toBe('sendstream-processor');
    expect(below(process)).toEqual(['claim', 'provider event delivered', 'provider event sent', 'send http']);
    for (const span of all) {
      expect(span.endedAt >= span.startedAt).toBe(true);
      if (span !== server && span.name !== 'claim') expect(span.attributes['sendstream.message_id']).toBe(id);
    }

    const [entry] = (await system.redis.redis.xrevrange('message_queue:sms', '+', '-', 'COUNT', 1)) as [
      string,
      string[],
    ][];
    expect(entry?.[1]).toEqual(['data', expect.any(String), 'traceparent', context(accept)]);
    expect(provider.heads.at(-1)).toMatchObject({ traceparent: context(of('send http')) });
    expect(receiver.received.map(({ headers }) => headers.traceparent).sort()).toEqual(
      [context(of('webhook message.sent')), context(of('webhook message.delivered'))].sort(),
    );
  });

  it('holds each attempt, with a link to the one before', async () => {
    const { traceId, traceparent } = clientTrace();
    provider.refusal = { status: 503, body: { error: `not now: ${SMS.to}` } };
    const id = await send(traceparent);
    await reaches(system.url, id, 'retry');
    provider.refusal = null;
    await reaches(system.url, id, 'delivered', 20_000);
    await eventually(() =>
      expect(collector.ofTrace(traceId).some(({ name }) => name === 'provider event delivered')).toBe(true),
    );
    const spans = collector.ofTrace(traceId);
    const attempts = spans.filter(({ name }) => name === 'process message_queue:sms');
    expect(attempts.length).toBeGreaterThanOrEqual(2);
    attempts.forEach((attempt, index) => {
      const before = attempts[index - 1];
      expect(attempt.links).toEqual(before ? [{ traceId, spanId: before.spanId }] : []);
      expect(attempt.attributes['sendstream.attempt']).toBe(index + 1);
    });
    const [refused] = spans.filter(({ name }) => name === 'send http');
    expect(refused).toMatchObject({ error: 'RetryableError', parentId: attempts[0]?.spanId });
    expect(refused?.attributes['http.response.status_code']).toBe(503);
    expect(spans.find(({ name }) => name === 'provider event delivered')?.parentId).toBe(
      attempts.at(-1)?.spanId,
    );
  });

  it('is that of its own request, where statements are shared, and of its own span in a batch', async () => {
    const clients = Array.from({ length: 20 }, () => clientTrace());
    const ids = await Promise.all(clients.map(({ traceparent }) => send(traceparent)));
    const { traceId, traceparent } = clientTrace();
    const { body } = await request(system.url)
      .post('/api/v1/messages/batch')
      .set('traceparent', traceparent)
      .send({ defaults: { ...SMS, body: BODY }, messages: [{}, {}, {}] })
      .expect(207);
    const batch = (body as { results: { message: { id: string } }[] }).results.map(
      ({ message }) => message.id,
    );
    await Promise.all([...ids, ...batch].map((id) => reaches(system.url, id, 'delivered', 30_000)));
    const messagesOf = (trace: string, name: string) =>
      collector
        .ofTrace(trace)
        .filter((span) => span.name === name)
        .map(({ attributes }) => attributes['sendstream.message_id'])
        .sort();
    await eventually(() => {
      for (const name of ['accept sms', 'process message_queue:sms', 'send http', 'provider event delivered'])
        clients.forEach((client, index) => expect(messagesOf(client.traceId, name)).toEqual([ids[index]]));
      for (const name of ['accept sms', 'process message_queue:sms:bulk', 'provider event delivered'])
        expect(messagesOf(traceId, name)).toEqual([...batch].sort());
    }, 20_000);
    const [first, ...others] = collector.ofTrace(traceId).filter(({ name }) => name === 'accept sms');
    for (const other of others) expect(other).toMatchObject({ parentId: first?.parentId });
  });

  it('is not recorded where its client says so, and is handed on all the same', async () => {
    const { traceId, traceparent } = clientTrace('00');
    await reaches(system.url, await send(traceparent), 'delivered');
    expect(provider.heads.at(-1)?.traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
    const recorded = clientTrace();
    await send(recorded.traceparent);
    await eventually(() => expect(collector.ofTrace(recorded.traceId)).not.toEqual([]));
    expect(collector.ofTrace(traceId)).toEqual([]);
  });

  it('begins here where a request has none, and of what monitoring asks there is none', async () => {
    await request(system.url).get('/ready').expect(200);
    await request(system.url).get('/api/v1/messages').set('traceparent', 'no such thing').expect(200);
    await eventually(() =>
      expect(collector.spans).toContainEqual(
        expect.objectContaining({ name: 'GET /api/v1/messages', parentId: '' }) as ReceivedSpan,
      ),
    );
    expect(collector.spans.filter(({ name }) => /ready/.test(name))).toEqual([]);
  });

  it('has no address, body or secret', () => {
    expect(collector.spans.length).toBeGreaterThan(100);
    for (const word of PRIVATE) expect(collector.text).not.toContain(word);
  });
});

it('is lost where no collector is, which the log tells once', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn');
  // Read when the exporter is made: for so long it tries again by itself.
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '200';
  const away = await system.startApi({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
  for (let asked = 0; asked < 3; asked += 1) await request(away).get('/api/v1/messages').expect(200);
  const told = () => warn.mock.calls.filter(([line]) => /traces cannot be sent/.test(JSON.stringify(line)));
  await eventually(() => expect(told()).toHaveLength(1), 30_000);
  warn.mockRestore();
});

it('is sent to the end when a processor ends', async () => {
  const { traceId, traceparent } = clientTrace();
  const processor = await system.startProcessor();
  await reaches(system.url, await send(traceparent), 'delivered');
  await processor.close();
  system.processors.pop();
  await spansOf(traceId, 7);
});
