import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { HTTP_SUBJECT } from './http/http-contract.fixture.js';
import type { Receipt } from './message-provider.js';
import { ProviderError, RetryableError } from './provider-errors.js';
import { SENDGRID_SUBJECT } from './sendgrid/sendgrid-contract.fixture.js';
import { SES_SUBJECT } from './ses/ses-contract.fixture.js';
import type { Answer, ProviderBench } from './testing/contract-subject.js';
import { TWILIO_SUBJECT } from './twilio/twilio-contract.fixture.js';
import { VONAGE_SUBJECT } from './vonage/vonage-contract.fixture.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
beforeAll(() => process.stderr.write(`FUZZ_SEED=${SEED}\n`));

const SUBJECTS = [TWILIO_SUBJECT, SENDGRID_SUBJECT, SES_SUBJECT, VONAGE_SUBJECT, HTTP_SUBJECT];
const TIMEOUT_MS = 10_000;
const IMPATIENT_MS = 150;

const SENT = 'sent';
const UNKNOWN = 'UnknownOutcomeError';
const LATER = 'RetryableError';
const FAILED = 'PermanentError';
const HELD = 'AccountError';
const LIMITED = 'LimitError';

type Answerer = (response: ServerResponse, accept: Answer) => void;

/** Bytes of our own, and the end of the connection. */
const raw =
  (...parts: (string | Buffer)[]): Answerer =>
  ({ socket }) => {
    for (const part of parts) socket?.write(part);
    socket?.end();
  };
const bodied =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): Answerer =>
  (response) =>
    void response.writeHead(status, headers).end(body);
/** The usual answer, its body made something else. */
const usual =
  (change: (body: Buffer) => Buffer, more: Record<string, string> = {}): Answerer =>
  (response, [status, body, headers]) => {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    response.writeHead(status, { ...headers, ...more }).end(change(bytes));
  };
const deep = (levels: number) => '{"id":'.repeat(levels) + '1' + '}'.repeat(levels);
const ids = (id: unknown) => JSON.stringify({ id, sid: id, message_uuid: id, MessageId: id });

/** Successes from which nobody learns under which id the message was taken. */
const UNREADABLE: Record<string, Answerer> = {
  'a page': bodied(200, '<!doctype html><title>Welcome to nginx!</title>', { 'content-type': 'text/html' }),
  nothing: bodied(200, ''),
  'no content': bodied(204, ''),
  'half a body': bodied(200, '{"id":"a'),
  null: bodied(200, 'null'),
  'a list': bodied(200, '[{"id":"a"}]'),
  'a text': bodied(200, '"a"'),
  'no id': bodied(200, '{"status":"ok"}'),
  'an id that is none': bodied(200, ids(null)),
  'an empty id': bodied(200, ids('')),
  'an id of 10 kB': bodied(200, ids('x'.repeat(10_000)), { 'x-message-id': 'x'.repeat(10_000) }),
  'an id of a line break': bodied(200, ids('a\nb\0'), { 'x-message-id': 'a b' }),
  'an object as id': bodied(200, ids({ toString: 1 })),
  'deep nesting': bodied(200, deep(100_000)),
  'UTF-16': bodied(200, Buffer.from(ids('abc'), 'utf16le'), {
    'content-type': 'application/json; charset=utf-16',
  }),
  'gzip of a page': bodied(200, gzipSync('<p>Hi</p>'), { 'content-encoding': 'gzip' }),
  'gzip of 20 MB': bodied(200, gzipSync(`${' '.repeat(20_000_000)}${ids('abc')}`), {
    'content-encoding': 'gzip',
  }),
  'less than was declared': raw('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id":"abc"'),
  'chunks that end too early': raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n'),
  'chunks that are none': raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{"id"\r\n'),
  'what is no HTTP': raw('220 mail.example ESMTP\r\n'),
  'HTTP without a status': raw('HTTP/1.1 \r\n\r\n'),
  'a head that is too long': raw(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`),
  'a change of protocols': raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n{"id":"abc"}'),
  'the end of the connection': raw(),
};

/** That never end. */
const ENDLESS: Record<string, Answerer> = {
  'chunk after chunk': (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(timer));
  },
  'interim answers alone': ({ socket }) =>
    void socket?.write('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n'),
};

const GATEWAY = [504, 524, 598, 599];
const ODD: Record<string, [number[], string]> = {
  'of another place': [[300, 301, 302, 303, 304, 307, 308, 399, 404, 405, 407, 421, 426], HELD],
  'of our credentials': [[401, 403], HELD],
  'for the moment': [
    [408, 425, 500, 501, 502, 503, 505, 507, 508, 511, 520, 521, 529, 530, 561, 600, 999],
    LATER,
  ],
  'of a gateway that has waited': [GATEWAY, UNKNOWN],
  'of a pace': [[429], LIMITED],
  'of the message': [
    [400, 406, 409, 410, 413, 415, 417, 418, 422, 423, 424, 428, 431, 451, 460, 499],
    FAILED,
  ],
};

describe.each(SUBJECTS)('Whatever is answered, one thing is known: $kind', (subject) => {
  const [message] = subject.messages as [(typeof subject.messages)[0]];
  let bench: ProviderBench;
  beforeAll(async () => {
    bench = await subject.start({ timeoutMs: TIMEOUT_MS });
  });
  afterAll(() => bench.close());

  async function endOf(as: Answerer): Promise<Receipt | ProviderError> {
    bench.answer?.(as);
    const before = bench.seen.length;
    const end = await bench.provider.send(message).catch((error: unknown) => {
      if (error instanceof ProviderError) return error;
      throw error;
    });
    // Never twice by itself.
    expect(bench.seen.length - before).toBeLessThanOrEqual(1);
    return end;
  }
  const name = (end: Receipt | ProviderError) => (end instanceof ProviderError ? end.constructor.name : SENT);

  it.each(Object.entries(UNREADABLE))('%s', async (_, as) => {
    expect(name(await endOf(as))).toBe(UNKNOWN);
  });

  it.each(Object.entries(ENDLESS))('%s', async (_, as) => {
    await bench.close();
    bench = await subject.start({ timeoutMs: IMPATIENT_MS });
    expect(name(await endOf(as))).toBe(UNKNOWN);
    await bench.close();
    bench = await subject.start({ timeoutMs: TIMEOUT_MS });
  });

  it.each(Object.entries(ODD))('a status %s', async (_, [statuses, expected]) => {
    const ends: [number, string][] = [];
    for (const status of statuses)
      ends.push([status, name(await endOf(bodied(status, 'x', { location: '/elsewhere' })))]);
    expect(ends).toEqual(statuses.map((status) => [status, expected]));
  });

  it.each<[string, Answerer]>([
    ['a byte order mark', usual((body) => Buffer.concat([Buffer.from('\ufeff'), body]))],
    ['a name of gzip that it has not', usual((body) => body, { 'content-encoding': 'gzip' })],
    ['gzip that nobody asked for', usual((body) => gzipSync(body), { 'content-encoding': 'gzip' })],
    [
      'interim answers before',
      (response, accept) => {
        response.writeContinue();
        response.writeProcessing();
        response.writeEarlyHints({ link: '</a>; rel=preload' });
        usual((body) => body)(response, accept);
      },
    ],
  ])('is the usual one with %s', async (_, as) => {
    expect(name(await endOf(as))).toBe(SENT);
  });

  it('anything at all', async () => {
    const text = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        ids('abc'),
        ids({}),
        '{"code":{"toString":1},"type":{"toString":1},"errors":[{"message":{}}],"title":[],"kind":{}}',
      ),
    );
    const header = fc.constantFrom(
      'retry-after',
      'x-message-id',
      'x-amzn-errortype',
      'content-encoding',
      'x-ratelimit-reset',
    );
    const value = fc.oneof(
      fc.stringMatching(/^[\x21-\x7e]{0,30}$/),
      fc.constantFrom('', '-1', '1e99', 'gzip', 'Infinity', '0.5'),
    );
    const answers = fc.tuple(
      fc.integer({ min: 200, max: 999 }),
      text,
      fc.dictionary(header, value, { maxKeys: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(answers, async ([status, body, headers]) => {
        const end = await endOf(bodied(status, body, headers));
        if (!(end instanceof ProviderError)) {
          expect(end.providerMessageId).toMatch(/^[\x21-\x7e]{1,200}$/);
          return status >= 200 && status < 300;
        }
        expect(end.message.length).toBeLessThan(1_000);
        const wait = end instanceof RetryableError ? end.retryAfterMs : null;
        expect(wait === null || (Number.isInteger(wait) && wait >= 0 && wait <= 86_400_000)).toBe(true);
        return status < 300 === (end.constructor.name === UNKNOWN) || GATEWAY.includes(status);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});
