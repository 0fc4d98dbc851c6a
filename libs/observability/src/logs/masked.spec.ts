import { masked } from './masked.js';

describe('masked', () => {
  it.each([
    ['+15551234567', '+1555•••4567'],
    ['the number 15551234567.', 'the number 1555•••4567.'],
    ['/suppressions/sms/%2B15551234567', '/suppressions/sms/%2B1555•••4567'],
    ['whatsapp:+15551234567, +4930123456', 'whatsapp:+1555•••4567, +49•••56'],
    ['Someone <someone+tag@mail.example.org>', 'Someone <s•••@mail.example.org>'],
  ])('hides the addresses of %p', (text, hidden) => expect(masked(text)).toBe(hidden));

  it.each([
    '019a0b5c-12345678-7123-8123-123456789012',
    '1767225600000-0',
    'SM00000000000000000000000000000001',
    '2026-01-31T12:00:00.000Z',
    'no answer within 10000 ms',
    '12345678.90',
  ])('leaves %p as it is', (text) => expect(masked(text)).toBe(text));
});
