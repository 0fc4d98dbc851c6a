import { normaliseEmail, normaliseNumber } from './normalise.js';

describe('addresses', () => {
  it.each([
    ['+15551234567', '+15551234567'],
    ['+1 (555) 987-6543', '+15559876543'],
    ['+49 30/901820', '+4930901820'],
    ['+44.20.7946.0000', '+442079460000'],
    ['+1\u00a0555\u2011987\u20136543', '+15559876543'],
    ['+49 (0)30 901820', '+4930901820'],
    ['\u202d+1 555 987 6543\u202c', '+15559876543'],
    ['\u200b\t\t+44 (0)7723 456 789\ufeff \r\n', '+447723456789'],
    ['+1202\u22125550104', '+12025550104'],
    ['+1\u00ad555\u00ad9876543', '+15559876543'],
    ['+1 555 987 6543\u200f', '+15559876543'],
    ['\u2066+1\u2069 555\u202f987\u30006543', '+15559876543'],
    ['+1 555\uff0d987\uff0d6543', '+15559876543'],
    ['＋１（５５５）９８７－６５４３', '+15559876543'],
    ['+١٥٥٥٩٨٧٦٥٤٣', '+15559876543'],
    ['+۱۵۵۵۹۸۷۶۵۴۳', '+15559876543'],
    ['+1\u0009555\u0009987 6543', '+15559876543'],
    ['(+1) [555] 987~6543', '+15559876543'],
    ['+1·555·987·6543', '+15559876543'],
    ['tel:+1-555-987-6543', '+15559876543'],
    [`+1 555 987 6543${'\u200b'.repeat(60)}`, '+15559876543'],
  ])('writes the number %s as %s', (text, number) => expect(normaliseNumber(text)).toBe(number));

  it.each([
    '5551234567',
    '+1',
    '+1555',
    '+1555123456789012345',
    '+1555CALLNOW',
    '',
    '15551234567',
    '0015551234567',
    'tel:5551234567',
    '+15551234567²',
    '+1 555 123 4567 / +1 555 123 4568',
    '+1555\u20281234567',
    `+${'\u200b'.repeat(1_000)}15551234567`,
    '+15551234567x5',
    '++15551234567',
    '+1555\n1234567',
  ])('takes %j for no number', (text) => expect(normaliseNumber(text)).toBeNull());

  it.each([
    ['a@b.example', 'a@b.example'],
    [' Name <A.b@B.Example> ', 'Name <A.b@b.example>'],
    ['"Shop, Inc." <shop@example.com>', '"Shop, Inc." <shop@example.com>'],
    ['jemand@bücher.example', 'jemand@xn--bcher-kva.example'],
    ['用户@例子.example', '用户@xn--fsqu00a.example'],
    ['"foo <bar>" <\u200bA@b.example>', '"foo <bar>" <A@b.example>'],
    ['Jane <"jane.doe"@example.org>', 'Jane <jane.doe@example.org>'],
    ['a@b.example (Doe, Jane)', '"Doe, Jane" <a@b.example>'],
  ])('writes the address %s as %s', (text, address) => expect(normaliseEmail(text)).toBe(address));

  it.each([
    'a',
    'a@',
    '@b.example',
    'a@b',
    'a b@c.example',
    'a@b.example, c@d.example',
    'N\r\n<a@b.example>',
    '<a@b.example',
    'x'.repeat(400) + '@b.example',
  ])('takes %j for no address', (text) => expect(normaliseEmail(text)).toBeNull());
});
