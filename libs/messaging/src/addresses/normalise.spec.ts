import { normaliseEmail, normaliseNumber } from './normalise.js';

describe('addresses', () => {
  it.each([
    ['+15551234567', '+15551234567'],
    ['+1 (555) 987-6543', '+15559876543'],
    ['+49 30/901820', '+4930901820'],
    ['+44.20.7946.0000', '+442079460000'],
    ['+1\u00a0555\u2011987\u20136543', '+15559876543'],
    ['+49 (0)30 901820', '+4930901820'],
  ])('writes the number %s as %s', (text, number) => expect(normaliseNumber(text)).toBe(number));

  it.each([
    '5551234567',
    '+1',
    '+1555',
    '+1555123456789012345',
    '+1555CALLNOW',
    '',
    'tel:+15551234567',
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
