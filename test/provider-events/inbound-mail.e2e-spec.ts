import iconv from 'iconv-lite';
import request from 'supertest';
import type { SentMessage } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type Parts, postForm } from '../support/inbound-form.js';
import { RunningSystem } from '../support/running-system.js';

const SECRET = 'parse-secret';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ SENDGRID_INBOUND_SECRET: SECRET });
});
afterAll(() => system.stop());

let counter = 0;

/** Somebody writes to the shop; answers what became of it, newest first. */
async function mail(parts: Parts, to = ['shop@example.com']) {
  counter += 1;
  const person = `w${counter}@example.org`;
  const form: Parts = {
    headers: `Message-ID: <${counter}@mail.example>\n`,
    from: `Jane <${person}>`,
    to: to.join(', '),
    envelope: JSON.stringify({ to, from: person }),
    ...parts,
  };
  // As SendGrid does, which sends again what is answered 503: on a busy machine a large mail may be too slow to store.
  await eventually(async () => expect(await post(form)).toBe(200));
  return { form, messages: await messagesOf(person), person };
}

const post = (form: Parts) => postForm(`${system.url}/api/v1/webhooks/sendgrid/inbound/${SECRET}`, form);

async function messagesOf(person: string): Promise<SentMessage[]> {
  const response = await request(system.url).get('/api/v1/messages').query({ from: person }).expect(200);
  return (response.body as { messages: SentMessage[] }).messages;
}

async function filesOf(message: SentMessage | undefined) {
  const urls = message?.attachments as string[];
  return Promise.all(urls.map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())));
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const JAPANESE = bytes('\x1b$BF|K\\8l$G$9\x1b(B');

describe('the texts of a mail', () => {
  it('are read in the charset of each, and the sender is too', async () => {
    const { messages, person } = await mail({
      charsets: JSON.stringify({
        text: 'shift_jis',
        html: 'iso-2022-jp',
        subject: 'UTF-8',
        from: 'iso-2022-jp',
        filename: 'koi8-r',
      }),
      from: Buffer.concat([bytes('\x1b$B;3ED\x1b(B <w'), Buffer.from(`${counter + 1}@example.org>`)]),
      text: iconv.encode('日本語です', 'shift_jis'),
      html: Buffer.concat([bytes('<p>'), JAPANESE, bytes('</p>')]),
      subject: 'Grüße',
      attachment1: { content: 'x', filename: 'a.txt', type: 'text/plain' },
    });
    expect(messages).toMatchObject([
      { body: '日本語です', html: '<p>日本語です</p>', subject: 'Grüße', from: `山田 <${person}>` },
    ]);
  });

  it.each<[string, string, Buffer, string]>([
    ['windows-1252', 'iso-8859-1', bytes('\x93Gr\xfc\xdfe\x94 \x96 5 \x80'), '“Grüße” – 5 €'],
    ['UTF-8 under a wrong label', 'iso-2022-jp', Buffer.from('Grüße, 日本語'), 'Grüße, 日本語'],
    ['UTF-8 under us-ascii', 'us-ascii', Buffer.from('Grüße'), 'Grüße'],
    ['UTF-8 with a byte FF', 'UTF-8', Buffer.from([0x47, 0xc3, 0xbc, 0xff, 0x21]), 'Gü\ufffd!'],
    ['control characters', 'UTF-8', Buffer.from('\u001b[31mGrüße\u0007'), '\u001b[31mGrüße\u0007'],
    ['koi8-r with a control character', 'koi8-r', bytes('\xf0\xd2\xc9\xd7\xc5\xd4\x01'), 'Привет\u0001'],
    ['a NUL, which PostgreSQL cannot keep', 'UTF-8', Buffer.from('Grü\0ße'), 'Grüße'],
  ])('may be %s', async (_, label, text, body) => {
    const { messages } = await mail({
      charsets: JSON.stringify({ text: label, subject: label }),
      text,
      subject: text,
    });
    expect(messages).toMatchObject([{ body, subject: body }]);
  });

  it('are in the charset that their own part names', async () => {
    const { messages } = await mail({
      charsets: JSON.stringify({ text: 'UTF-8' }),
      text: { content: JAPANESE, type: 'text/plain; charset="iso-2022-jp"' },
    });
    expect(messages).toMatchObject([{ body: '日本語です' }]);
  });
});

describe('a mail that comes whole', () => {
  const RAW = [
    'Message-ID: <raw@mail.example>',
    'Subject: =?koi8-r?B?8NLJ18XU?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=koi8-r',
    'Content-Transfer-Encoding: 8bit',
    '',
    '\xf0\xd2\xc9\xd7\xc5\xd4, \xcd\xc9\xd2',
    '--inner',
    'Content-Type: text/html; charset=iso-2022-jp',
    '',
    '<p>\x1b$BF|K\\8l$G$9\x1b(B</p>',
    '--inner--',
    '--outer',
    'Content-Type: image/png; name="p.png"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: inline; filename="p.png"',
    'Content-ID: <p>',
    '',
    'iVBORw0KGgpiYXJz',
    '--outer',
    'Content-Type: message/rfc822',
    '',
    'Subject: Inside',
    '',
    'Old\xff',
    '--outer--',
    '',
  ].join('\r\n');

  it('is taken apart: text, html, subject, and its files as they are', async () => {
    const { messages } = await mail({ headers: '', email: bytes(RAW) });
    expect(messages).toMatchObject([
      { body: 'Привет, мир', html: '<p>日本語です</p>', subject: 'Привет', metadata: {} },
    ]);
    const [picture, inside] = await filesOf(messages[0]);
    expect(picture?.toString('hex')).toBe('89504e470d0a1a0a62617273');
    expect(inside).toEqual(bytes('Subject: Inside\r\n\r\nOld\xff'));
  });

  it('is one message when it comes again, and another with another text', async () => {
    const { form, person } = await mail({ headers: '', email: bytes(RAW), subject: 'Same' });
    expect(await post(form)).toBe(200);
    expect(
      await post({ ...form, email: bytes(RAW.replace('Message-ID', 'Received: by us\r\nMessage-ID')) }),
    ).toBe(200);
    expect(await messagesOf(person)).toHaveLength(1);
    expect(await post({ ...form, email: bytes(RAW.replace('<p>', '<p>!')) })).toBe(200);
    expect(await messagesOf(person)).toHaveLength(2);
  });

  it('is read by its own headers where the form says nothing', async () => {
    counter += 1;
    const person = `w${counter}@example.org`;
    const email = `From: "Doe, Jane" <${person}>\nTo: Shop <shop@example.com>\nSubject: Hello\n\nHello in raw\n`;
    expect(await post({ email })).toBe(200);
    expect(await messagesOf(person)).toMatchObject([
      {
        from: `"Doe, Jane" <${person}>`,
        to: 'Shop <shop@example.com>',
        subject: 'Hello',
        body: 'Hello in raw',
      },
    ]);
  });

  it.each([
    ['=?utf-8?Q?Doe=2C_Jane?=', '"Doe, Jane"'],
    ['=?utf-8?Q?boss=40bank.example=2C?=', '"boss@bank.example,"'],
    [
      `=?UTF-8*en?B?${Buffer.from('"x" <boss@bank.example>').toString('base64')}?=`,
      '"\\"x\\" <boss@bank.example>"',
    ],
    ['=?utf-8?B?5bGx5w==?=\r\n =?UTF-8?b?lLAg?=\r\n =?utf-8?B?S?= =?utf-8?B?g==?=', '山田 J'],
    ['=?iso-8859-1?q?J=FCrgen?= =?us-ascii?B?R3LDvMOfZQ==?=', 'JürgenGrüße'],
    ['"=?iso-2022-jp?B?GyRCOzNFRBsoQg==?= J."', '"山田 J."'],
    ['=?utf-8?Q?J=0D=0ABcc:_x?=', '"J Bcc: x"'],
  ])('is from whom its header says, whatever the name: %s', async (written, name) => {
    counter += 1;
    const person = `w${counter}@example.org`;
    const head = `From: ${written}\r\n <${person}>\r\nTo: =?utf-8?Q?a=40b.example=2C?= <shop@example.com>`;
    const email = `${head}\r\nSubject: ${written}\r\n\r\nHello`;
    expect(await post({ email })).toBe(200);
    expect(await messagesOf(person)).toMatchObject([
      { from: `${name} <${person}>`, to: '"a@b.example," <shop@example.com>' },
    ]);
  });

  it.each([
    ['parts in parts without end', nested(300)],
    [
      'more parts than there is',
      `Content-Type: multipart/mixed; boundary=a\n\n${'--a\n\n'.repeat(3_000)}--a--`,
    ],
    ['a boundary that is missing', 'Content-Type: multipart/mixed\n\n--a\n\nHello\n--a--'],
  ])('is kept as a file when it cannot be taken apart: %s', async (_, email) => {
    const { messages } = await mail({ headers: '', email });
    expect(messages).toMatchObject([
      {
        body: '',
        metadata: { left_out: [expect.stringMatching(/could not be taken apart.*attached whole/)] },
      },
    ]);
    expect(await filesOf(messages[0])).toEqual([Buffer.from(email)]);
  });
});

describe('a mail with much in it', () => {
  it('is kept with 60 files', async () => {
    const { messages } = await mail(attachments(60));
    const files = await filesOf(messages[0]);
    expect(files.map(String)).toEqual(Array.from({ length: 60 }, (_, index) => `file ${index + 1}`));
  });

  it('is kept with 6 MB of html', async () => {
    const html = `<p>${'ä'.repeat(3_145_728)}</p>`;
    const { messages } = await mail({ html });
    expect((messages[0]?.html as string).length).toBe(html.length);
    expect(messages[0]?.metadata).toEqual({});
  });

  it('of more than 8 MB of text is cut, which it says, and known by all of it', async () => {
    const text = 'x'.repeat(9 * 1024 * 1024);
    const { form, messages, person } = await mail({ text });
    expect(messages[0]?.body).toHaveLength(8 * 1024 * 1024);
    expect(messages[0]?.metadata).toEqual({ left_out: ['the text, beyond its first 8388608 bytes'] });
    await eventually(async () => expect(await post({ ...form, spam_score: '1.2' })).toBe(200));
    await eventually(async () => expect(await post({ ...form, text: `${text}y` })).toBe(200));
    const { rows } = await system.database.pool.query('SELECT 1 FROM messages WHERE from_address LIKE $1', [
      `%${person}%`,
    ]);
    expect(rows).toHaveLength(2);
  });

  it('says what of it was left out', async () => {
    const { messages, person } = await mail({
      ...attachments(1_003),
      from: `${'J'.repeat(400)} <w${counter + 1}@example.org>`,
      subject: 's'.repeat(10_001),
    });
    expect(messages).toMatchObject([
      {
        from: person,
        metadata: {
          left_out: [
            'the name of an address: it is too long',
            'the subject, beyond its first 10000 characters',
            '3 of 1003 files',
          ],
        },
      },
    ]);
    expect(messages[0]?.attachments).toHaveLength(1_000);
  });
});

describe('a mail that is like another', () => {
  it.each<[string, Parts]>([
    ['text', { text: 'Other' }],
    ['html', { html: '<p>Other</p>' }],
    ['subject', { subject: 'Other' }],
    ['file', { attachment1: { content: 'Other', filename: 'a.txt' } }],
  ])('under one Message-ID is another message by its %s', async (_, other) => {
    const { form, person } = await mail({
      text: 'One',
      subject: 'One',
      attachment1: { content: 'One', filename: 'a.txt' },
    });
    expect(await post({ ...form, spam_score: '1.2' })).toBe(200);
    expect(await messagesOf(person)).toHaveLength(1);
    expect(await post({ ...form, ...other })).toBe(200);
    expect(await messagesOf(person)).toHaveLength(2);
  });

  it('without a Message-ID is another one at another time', async () => {
    const { form, person } = await mail({ headers: 'Date: Mon, 1 Jan 2024 10:00:00 +0000\n', text: 'OK' });
    expect(await post(form)).toBe(200);
    expect(await messagesOf(person)).toHaveLength(1);
    expect(await post({ ...form, headers: 'Date: Tue, 2 Jan 2024 10:00:00 +0000\n' })).toBe(200);
    expect(await messagesOf(person)).toHaveLength(2);
  });
});

describe('a mail to several of our addresses', () => {
  it('is a message to each, with its files, and once however often it comes', async () => {
    const to = [
      ...['shop@example.com', 'sales@example.com', 'Shop@example.com', '"shop"@example.com'],
      ...['\u200bshop@example.com', 'a@bücher.example', 'a@xn--bcher-kva.example'],
    ];
    const { form, person } = await mail({ text: 'Hello', ...attachments(2) }, to);
    expect(await post(form)).toBe(200);
    const messages = await messagesOf(person);
    expect(messages.map((message) => message.to).sort()).toEqual([
      'a@xn--bcher-kva.example',
      'sales@example.com',
      'shop@example.com',
    ]);
    for (const message of messages)
      expect((await filesOf(message)).map(String)).toEqual(['file 1', 'file 2']);
  });

  it.each<[string, Parts, string[]]>([
    ['no envelope', { envelope: '' }, ['b@example.com', 'shop@example.com']],
    ['an envelope that is no JSON', { envelope: '{"to":' }, ['b@example.com', 'shop@example.com']],
    [
      'an envelope of other things',
      { envelope: '{"to":[1,null,""]}' },
      ['b@example.com', 'shop@example.com'],
    ],
    ['an envelope with one', { envelope: '{"to":"c@example.com"}' }, ['c@example.com']],
    ['a group', { envelope: '', to: 'Team: "a, b" <shop@example.com>;' }, ['"a, b" <shop@example.com>']],
    ['a hidden list', { envelope: '', to: 'undisclosed-recipients:;' }, ['undisclosed-recipients:;']],
  ])('is read with %s', async (_, parts, to) => {
    const { messages } = await mail({ to: 'shop@example.com, B <b@example.com>', ...parts });
    const found = messages.map((message) => String(message.to).replace(/^B <(.*)>$/, '$1'));
    expect(found.sort()).toEqual(to);
  });
});

describe('a mail whose sender cannot be read', () => {
  it.each<[string, Parts, string]>([
    ['nobody, as bounces are', { from: '', envelope: '{"to":["nobody@example.com"],"from":""}' }, '<>'],
    [
      'an envelope alone',
      { from: '', envelope: '{"to":["nobody@example.com"],"from":"a@b.example"}' },
      'a@b.example',
    ],
    [
      'words',
      { from: 'Mail Delivery System', envelope: '{"to":["nobody@example.com"]}' },
      'Mail Delivery System',
    ],
    ['broken bytes', { from: bytes('\xff\x00<'), envelope: '{"to":["nobody@example.com"]}' }, 'ÿ<'],
  ])('is kept: %s', async (name, parts, from) => {
    expect(await post({ headers: `Message-ID: <${name.length}@odd.example>`, text: name, ...parts })).toBe(
      200,
    );
    const { rows } = await system.database.pool.query<{ from_address: string }>(
      "SELECT from_address FROM messages WHERE to_address = 'nobody@example.com' AND body = $1",
      [name],
    );
    expect(rows).toEqual([{ from_address: from }]);
  });
});

function attachments(count: number): Parts {
  const files = Array.from({ length: count }, (_, index) => index + 1);
  return Object.fromEntries(
    files.map((n) => [`attachment${n}`, { content: `file ${n}`, filename: `${n}.txt`, type: 'text/plain' }]),
  );
}

function nested(depth: number): string {
  const levels = Array.from({ length: depth }, (_, level) => level);
  const open = levels.map((level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`);
  return `${open.join('')}\nHello\n`;
}
