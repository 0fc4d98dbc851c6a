import fc from 'fast-check';
import { RunningSystem } from '../support/running-system.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const SECRET = 'parse-secret';
const BOUNDARY = 'xYzZY';

let system: RunningSystem;
beforeAll(async () => {
  process.stderr.write(`FUZZ_SEED=${SEED}\n`);
  system = await RunningSystem.start({
    ...{
      SENDGRID_INBOUND_SECRET: SECRET,
      EMAIL_PROVIDER: 'smtp',
      SMTP_BOUNCE_DOMAIN: 'bounces.acme.example',
    },
  });
});
afterAll(() => system.stop());

async function post(body: Buffer, type = `multipart/form-data; boundary=${BOUNDARY}`): Promise<number> {
  const response = await fetch(`${system.url}/api/v1/webhooks/sendgrid/inbound/${SECRET}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((each) => Buffer.from(each)),
  fc
    .constantFrom(
      ...[
        '',
        '\0',
        '\ud800',
        `--${BOUNDARY}`,
        `--${BOUNDARY}--`,
        '{"to":["shop@a.example"],"from":"a@b.example"}',
      ],
      ...[
        '{"to":{"toString":1},"from":[[]]}',
        '{"text":"utf-7","from":{"a":1}}',
        'Jane <jane@a.example>',
        ',,<>@;:"',
      ],
      ...['<', '=?utf-8?b?/w==?= <a@b.example>', '=?x-nothing?q?=ZZ?=', 'shop@a.example', 'a'.repeat(2_000)],
      'Message-ID: <1@a>\nReferences: <\0@b>\n',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;\0\r\nAction: failed\r\nStatus: 9.9.9\r\n\r\n--b--',
      'Content-Type: multipart/mixed; boundary=""\r\nFrom: \xff\r\n\r\n--',
      'Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=\0\r\n\r\n====',
    )
    .map((text) => Buffer.from(text)),
);
const name = fc.constantFrom(
  ...[
    'headers',
    'from',
    'to',
    'envelope',
    'subject',
    'text',
    'html',
    'charsets',
    'email',
    'attachment1',
    '__proto__',
    '',
  ],
);
const head = fc.oneof(
  { weight: 4, arbitrary: name.map((each) => `Content-Disposition: form-data; name="${each}"`) },
  fc.constantFrom(
    'Content-Disposition: form-data; name="a"; filename="\xff\0"\r\nContent-Type: text/plain; charset="',
    "Content-Disposition: form-data; name=a; filename*=utf-8''%E4%ZZ\r\nContent-Type: ;;;",
    ...['', ':', 'Content-Disposition', 'Content-Disposition: ', `X: ${'a'.repeat(90_000)}`, '\0: \0'],
  ),
);
const parts = fc.array(fc.tuple(head, bytes), { maxLength: 8 });
const formOf = (list: [string, Buffer][]) =>
  Buffer.concat([
    ...list.flatMap(([before, content]) => [
      Buffer.from(`--${BOUNDARY}\r\n${before}\r\n\r\n`, 'latin1'),
      ...[content, Buffer.from('\r\n')],
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);

const TAKEN = [200, 400];

it('takes a mail, or says why not, whatever its parts are', async () => {
  const seen = new Set<number>();
  const check = async (list: [string, Buffer][]) => {
    const status = await post(formOf(list));
    seen.add(status);
    expect(TAKEN).toContain(status);
  };
  const usual: [string, Buffer][] = [
    ['Content-Disposition: form-data; name="to"', Buffer.from('shop@a.example')],
  ];
  await fc.assert(fc.asyncProperty(parts, check), { seed: SEED, numRuns: 60, examples: [[usual]] });
  expect([...seen].sort()).toEqual(TAKEN);
  const waiting = 'SELECT error FROM webhook_events WHERE applied_at IS NULL';
  expect((await system.database.pool.query(waiting)).rows).toEqual([]);
});

it('and whatever its bytes and its type are', async () => {
  const type = fc.constantFrom(
    ...[`multipart/form-data; boundary=${BOUNDARY}`, 'multipart/form-data', 'text/xml', 'application/json'],
    ...[`multipart/form-data; boundary="${'b'.repeat(300)}"`, 'multipart/form-data; boundary=""', 'x'],
  );
  const cut = fc.tuple(parts, fc.nat(400)).map(([list, n]) => formOf(list).subarray(0, n));
  const check = async (body: Buffer, kind: string) =>
    expect([...TAKEN, 415]).toContain(await post(body, kind));
  await fc.assert(fc.asyncProperty(fc.oneof(cut, bytes), type, check), { seed: SEED, numRuns: 60 });
});
