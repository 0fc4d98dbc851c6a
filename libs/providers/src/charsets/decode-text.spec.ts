import iconv from 'iconv-lite';
import { longestStep } from '../../../../test/support/longest-step.js';
import { decodeLongText, decodeText } from './decode-text.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const JAPANESE = bytes('\x1b$BF|K\\8l$G$9\x1b(B');

describe('decodeText', () => {
  it.each<[string, Buffer, string]>([
    ['iso-2022-jp', JAPANESE, '日本語です'],
    ['ISO-2022-JP-2', JAPANESE, '日本語です'],
    ['cp50220', JAPANESE, '日本語です'],
    ['windows-1252', bytes('\x93Gr\xfc\xdfe\x94 \x96 5 \x80'), '“Grüße” – 5 €'],
    ['iso-8859-1', bytes('\x93Gr\xfc\xdfe\x94 \x96 5 \x80'), '“Grüße” – 5 €'],
    ['"ISO_8859-1"', bytes('5 \x80'), '5 €'],
    ['latin-1', bytes('5 \x80'), '5 €'],
    ['iso-8859-15', bytes('5 \xa4'), '5 €'],
    ['koi8-r', bytes('\xf0\xd2\xc9\xd7\xc5\xd4\x01'), 'Привет\u0001'],
    ['windows-1251', iconv.encode('Привет, мир', 'windows-1251'), 'Привет, мир'],
    ['cp-850', bytes('Gr\x81\xe1e'), 'Grüße'],
    ['x-mac-cyrillic', bytes('\x8f\xf0'), 'Пр'],
    ['shift_jis', iconv.encode('日本語です', 'shift_jis'), '日本語です'],
    ['cp932', iconv.encode('①日本', 'cp932'), '①日本'],
    ['euc-jp', iconv.encode('日本語です', 'euc-jp'), '日本語です'],
    ['gb2312', iconv.encode('你好，世界', 'gb18030'), '你好，世界'],
    ['gb2312', iconv.encode('通', 'gbk'), '通'],
    ['big5', iconv.encode('你好', 'big5'), '你好'],
    ['ks_c_5601-1987', iconv.encode('안녕하세요', 'euc-kr'), '안녕하세요'],
    ['iso-2022-kr', bytes('\x1b$)C\x0e>H3g\x0f ok'), '안녕 ok'],
    ['hz-gb-2312', bytes('~{<:Ky2;S{#,NpJ)l6HK!#~}Bye. ~~'), '己所不欲，勿施於人。Bye. ~'],
    ['utf-7', bytes('Gr+APwA3w-e'), 'Grüße'],
    ['utf-16', iconv.encode('Grüße', 'utf-16le', { addBOM: true }), 'Grüße'],
    ['utf-32', iconv.encode('Grüße', 'utf-32le', { addBOM: true }), 'Grüße'],
    ['utf-16be', iconv.encode('Grüße', 'utf-16be'), 'Grüße'],
    ['utf-8', Buffer.from('\ufeffGrüße'), 'Grüße'],
  ])('reads %s', (label, given, text) => {
    expect(decodeText(given, label)).toBe(text);
  });

  it.each([
    'iso-2022-jp',
    'us-ascii',
    'iso-8859-1',
    'koi8-r',
    'shift_jis',
    'gb2312',
    'utf-16',
    'unknown-8bit',
    'base64',
    'no-such-charset',
    '',
    null,
  ])('takes what is UTF-8 for that, also under the label %j', (label) => {
    expect(decodeText(Buffer.from('Grüße, 日本語\u0007\u001b[0m'), label)).toBe(
      'Grüße, 日本語\u0007\u001b[0m',
    );
  });

  it.each(['shift_jis', 'cp932', 'euc-jp', 'gb2312', 'gb18030', 'big5', 'euc-kr', 'windows-1252'])(
    'takes a word of few such letters for that too, under %s',
    (label) => expect(decodeText(Buffer.from('Grüße'), label)).toBe('Grüße'),
  );

  it.each(['utf-8', 'iso-8859-1', 'shift_jis', null])('believes a mark of UTF-16 more than %j', (label) => {
    const options = { addBOM: true };
    expect(decodeText(iconv.encode('Grüße 日本', 'utf-16le', options), label)).toBe('Grüße 日本');
    expect(decodeText(iconv.encode('日本', 'utf-16be', options), label)).toBe('日本');
  });

  it.each<[string | null, Buffer, string]>([
    ['utf-8', Buffer.concat([Buffer.from('Grüße '), bytes('\xff Ende')]), 'Grüße \ufffd Ende'],
    [null, Buffer.concat([Buffer.from('Grüße '), bytes('\xff Ende')]), 'Grüße \ufffd Ende'],
    ['us-ascii', Buffer.concat([Buffer.from('Grüße '), bytes('\xff Ende')]), 'Grüße \ufffd Ende'],
    ['utf-8', bytes('Hello \xff'), 'Hello \ufffd'],
    ['utf-8', bytes('a\xe6\x97'), 'a\ufffd'],
    [
      'shift_jis',
      Buffer.concat([iconv.encode('日本', 'shift_jis'), bytes('\xff!'), iconv.encode('語', 'shift_jis')]),
      '日本\ufffd!語',
    ],
    ['iso-2022-jp', Buffer.concat([JAPANESE, bytes(' \xff ok')]), '日本語です \ufffd ok'],
    [null, bytes('Gr\xfc\xdfe'), 'Grüße'],
    ['us-ascii', bytes('\x1b[31mrot\x07'), '\u001b[31mrot\u0007'],
    ['iso-2022-jp', bytes('\x1b[31mrot\x1b[0m'), '\u001b[31mrot\u001b[0m'],
    ['utf-16', bytes('plain'), 'plain'],
  ])('of %j replaces only what cannot be read', (label, given, text) => {
    expect(decodeText(given, label)).toBe(text);
  });

  it('takes the first charset that is known', () => {
    expect(decodeText(bytes('\xf0'), 'no-such', 'koi8-r', 'iso-8859-1')).toBe('П');
  });
});

describe('decodeLongText', () => {
  it.each<[string | null, string]>([
    ['utf-7', '+AGEAYg- '],
    ['utf-7', '+'],
    ['iso-2022-jp', '\x1b$BF|K\\8l\x1b(B'],
    ['iso-2022-kr', '\x0e>H3g\x0f'],
    ['hz-gb-2312', '~{<:Ky~}'],
    ['shift_jis', '\x93\xfa'],
    ['utf-16', 'a\0'],
    [null, '\xff'],
    [null, '\xf0\x9f\x98\x80'],
  ])('of %j reads the same, and keeps nobody waiting', async (label, unit) => {
    const text = unit.repeat(Math.ceil(1_500_000 / unit.length));
    const given = bytes(`+AGEAYg-${text}`.slice(label === 'utf-7' ? 0 : 8));
    expect((await decodeLongText(given, label)) === decodeText(given, label)).toBe(true);
    const step = await longestStep(3, (measure) =>
      measure(async () => void (await decodeLongText(given, label))),
    );
    expect(step).toBeLessThan(50);
  });

  it('splits no character between two pieces', async () => {
    const letters = Buffer.from('日本語\u{1f600}ä'.repeat(40_000));
    expect(await decodeLongText(letters, 'utf-8')).toBe(letters.toString());
    const japanese = iconv.encode('日本語です'.repeat(40_000), 'shift_jis');
    expect(await decodeLongText(japanese, 'shift_jis')).toBe('日本語です'.repeat(40_000));
    const seven = Buffer.from(`${JAPANESE.toString('latin1')}.\n`.repeat(20_000), 'latin1');
    const read = await decodeLongText(seven, 'iso-2022-jp');
    expect(read === '日本語です.\n'.repeat(20_000)).toBe(true);
    const wide = iconv.encode('Grüße 日本\u{1f600}'.repeat(40_000), 'utf-16le', { addBOM: true });
    expect(await decodeLongText(wide, 'utf-16')).toBe('Grüße 日本\u{1f600}'.repeat(40_000));
  });
});
