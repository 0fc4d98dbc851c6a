import { readMailbox, writeMailbox } from './mailbox.js';

/** Address and name that are read, the name only where there is one. */
const read = (text: string) => {
  const mailbox = readMailbox(text);
  return mailbox && [mailbox.address, ...(mailbox.name === '' ? [] : [mailbox.name])];
};

describe('readMailbox', () => {
  it.each<[string, ...string[]]>([
    ['a@b.example', 'a@b.example'],
    ['<a@b.example>', 'a@b.example'],
    ['Jane Doe<a@b.example>', 'a@b.example', 'Jane Doe'],
    ['"foo <bar>" <a@b.example>', 'a@b.example', 'foo <bar>'],
    ['"x > y" <a@b.example>', 'a@b.example', 'x > y'],
    ['"<>" <a@b.example>', 'a@b.example', '<>'],
    ['"other@c.example" <a@b.example>', 'a@b.example', 'other@c.example'],
    ['"<other@c.example>" <a@b.example>', 'a@b.example', '<other@c.example>'],
    ['other@c.example <a@b.example>', 'a@b.example', 'other@c.example'],
    ['"Doe, Jane; \\"J\\" \\\\" <a@b.example>', 'a@b.example', 'Doe, Jane; "J" \\'],
    ['"Jane" "Doe" <a@b.example>', 'a@b.example', 'Jane Doe'],
    ['Jane (Sales, "x") <a@b.example>', 'a@b.example', 'Jane (Sales, x)'],
    ['5" screens <a@b.example>', 'a@b.example', '5" screens'],
    ["O'Brien <a@b.example>", 'a@b.example', "O'Brien"],
    ['山田 <a@b.example>', 'a@b.example', '山田'],
    ['👩‍👩‍👧 ❤️ <a@b.example>', 'a@b.example', '👩‍👩‍👧 ❤️'],
    ['"" <a@b.example>', 'a@b.example'],
    ['a@b.example (Jane Doe)', 'a@b.example', 'Jane Doe'],
    ['Jane <a@b.example> (at work)', 'a@b.example', 'Jane'],
  ])('reads a name that may hold anything: %s', (text, ...expected) => {
    expect(read(text)).toEqual(expected);
    // What is kept is read again as the same.
    expect(read(writeMailbox(readMailbox(text) ?? fail()))).toEqual(expected);
  });

  it.each([
    ['jane.doe@example.org', ['jane.doe@example.org', '"jane.doe"@example.org', '"jane\\.doe"@EXAMPLE.org']],
    [
      'jane.doe@example.org',
      ['"jane".doe@example.org', 'jane."doe"@example.org', 'Jane <"jane.doe"@example.org>'],
    ],
    [
      'aaa..bbb@docomo.ne.jp',
      ['aaa..bbb@docomo.ne.jp', '"aaa..bbb"@docomo.ne.jp', '"aaa."."bbb"@docomo.ne.jp'],
    ],
    ['.abc.@docomo.ne.jp', ['.abc.@docomo.ne.jp', '".abc."@docomo.ne.jp']],
    ['"jane doe"@example.org', ['"jane doe"@example.org', '"jane\\ doe"@example.org']],
    ['"a@b"@example.org', ['"a@b"@example.org', '"a\\@b"@example.org']],
    ['"a\\"b\\\\"@example.org', ['"a\\"b\\\\"@example.org']],
  ])('knows the mailbox %s however it is written', (address, ways) => {
    expect(ways.map((way) => readMailbox(way)?.address)).toEqual(ways.map(() => address));
  });

  it.each([
    ['jane.doe@example.org', 'jane.doe@example.org'],
    ['aaa..bbb@docomo.ne.jp', '"aaa..bbb"@docomo.ne.jp'],
    ['abc.@docomo.ne.jp', '"abc."@docomo.ne.jp'],
    ['"jane doe"@example.org', '"jane doe"@example.org'],
  ])('gives %s to a server as %s', (text, wire) => expect(readMailbox(text)?.wireAddress).toBe(wire));

  it.each([
    '\u200bjane@example.org',
    'jane@example.org\u200e',
    '\u202ajane@example.org\u202c',
    'ja\u00adne@exam\u2060ple.org\ufeff',
    '\u00a0\u3000jane@example.org\u2009\r\n',
    '<\u2066jane@example.org\u2069>',
    'jane \u200b@\u2003example.org',
    'jane\uff20example.org',
    'jane@example\uff0eorg',
  ])('leaves out what nobody sees: %j', (text) =>
    expect(readMailbox(text)?.address).toBe('jane@example.org'),
  );

  it('lets nothing turn a name around, and keeps what shapes it', () => {
    expect(read('\u202eJane\u202c\u200b <jane@example.org>')).toEqual(['jane@example.org', 'Jane']);
    expect(read('می\u200cخواهم <jane@example.org>')).toEqual(['jane@example.org', 'می\u200cخواهم']);
  });

  it.each([
    '',
    'a',
    'a@',
    '@b.example',
    'a@b',
    'a b@c.example',
    'a\u00a0b@c.example',
    'a@b.example.',
    'a@-b.example',
    'a@[127.0.0.1]',
    'a@b_c.example',
    'a@b.example, c@d.example',
    'a@b.example, Jane <c@d.example>',
    'a@b.example;Jane <c@d.example>',
    '<a@b.example> <c@d.example>',
    'x < y <a@b.example>',
    'N\r\n<a@b.example>',
    '"N\r\nBcc: x@y.example" <a@b.example>',
    'N\u2028<a@b.example>',
    'N\u0085<a@b.example>',
    '<a@b.example',
    'a@b.example>',
    'a"b@c.example',
    '""@b.example',
    `${'x'.repeat(65)}@b.example`,
    `${'ü'.repeat(33)}@b.example`,
    `${'x'.repeat(60)}@${'y'.repeat(60)}.${'z'.repeat(60)}.${'w'.repeat(60)}.${'v'.repeat(20)}.example`,
    `${'x'.repeat(400)} <a@b.example>`,
  ])('takes %j for no mailbox', (text) => expect(readMailbox(text)).toBeNull());

  it('takes no longer than the text is long', () => {
    const started = performance.now();
    for (const part of ['"', '"\\', '(', ' (', '<', '"a"', '.', 'a.', '"".', '@']) {
      for (const end of ['', '>', ')', '<a@b.example>']) readMailbox(part.repeat(150).slice(0, 300) + end);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

function fail(): never {
  throw new Error('no mailbox');
}
