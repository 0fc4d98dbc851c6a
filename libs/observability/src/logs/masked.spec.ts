import { maskedAddress, maskedId, maskedWords } from './masked.js';

describe('maskedAddress', () => {
  it.each([
    ['+15551234567', '+1555•••4567'],
    ['+4915112345678', '+4915•••5678'],
    ['+290123456', '+290•••456'],
    ['12345', '1•••5'],
    ['911', '•••1'],
    ['Acme', '•••e'],
    ['', '•••'],
    ['john@example.com', 'j•••@example.com'],
    ['j@example.com', '•••@example.com'],
    ['John Doe <john@example.com>', 'j•••@example.com'],
    ['"a@b"@example.com', '"•••@example.com'],
    ['"john@example.org" <john@example.com>', 'j•••@example.com'],
  ])('of %s is %s', (address, masked) => expect(maskedAddress(address)).toBe(masked));
});

describe('maskedWords', () => {
  it.each([
    ["The 'To' number +15551234567 is not valid.", "The 'To' number +1555•••4567 is not valid."],
    ['550 5.1.1 <john@example.com>: no such user', '550 5.1.1 <j•••@example.com>: no such user'],
    ['the number 15551234567.', 'the number 15551•••567.'],
    ['whatsapp:+15551234567, +4930123456', 'whatsapp:+1555•••4567, +4930•••456'],
    ['Someone <someone+tag@mail.example.org>', 'Someone <s•••@mail.example.org>'],
    ['"john doe"@example.com bounced', '"•••@example.com bounced'],
    ['jürgen@bücher.example', 'j•••@bücher.example'],
    ['postgres://sendstream:secret@db.internal/x', 'postgres://sendstream:s•••@db.internal/x'],
  ])('hides the addresses of %p', (words, masked) => expect(maskedWords(words)).toBe(masked));

  it.each([
    ['/suppressions/sms/%2B15551234567', '/suppressions/sms/%2B1555•••4567'],
    ['?next=sms%2F15551234567&x', '?next=sms%2F15551•••567&x'],
    ['?to=%252B15551234567', '?to=%252B1555•••4567'],
    ['/suppressions/email/john%40example.com', '/•••%40example.com'],
    ['?to=john%2540example.com', '?•••%2540example.com'],
    [String.raw`{"to":"\u002b15551234567"}`, String.raw`{"to":"\u002b1555•••4567"}`],
  ])('knows what is encoded: %p', (words, masked) => expect(maskedWords(words)).toBe(masked));

  it.each([
    '(555) 123-4567',
    '(555)123-4567',
    '(555) 1234567',
    '1 (555) 123-4567',
    '555-123-4567',
    '555.123.4567',
    '555 123 4567',
    '1-555-123-4567',
    '+1 555 123 4567',
    '+1 (555) 123-4567',
    '+1.555.123.4567',
    '+1.555123.4567',
    '+1555 123 4567',
    '+1 5551234567',
    '+44 (0)20 7946 4567',
    '0044 20 7946 4567',
    '020 7946 4567',
    '(020) 7946 4567',
    '030/12344567',
    '06 12 34 45 67',
    '0151 123 44567',
    '555\u00a0123\u20114567',
    '%28555%29%20123-4567',
    '(555)+123-4567',
    '555%20123%204567',
    '9234567',
  ])('knows the number %p', (number) => {
    const hidden = maskedWords(`asked for ${number}, and no answer`);
    expect(hidden).toMatch(/^asked for \S.{0,4}•••(?:5? ?67|4567), and no answer$/);
    expect(hidden).not.toMatch(/123[^•]*4/);
  });

  it('knows the digits of other scripts', () => {
    expect(maskedWords('＋１５５５１２３４５６７')).toBe('＋１５５５•••４５６７');
    expect(maskedWords('٠١٢٣٤٥٦٧٨٩')).toBe('٠١٢٣•••٧٨٩');
  });

  it.each([
    'twilio is down since 2026-01-31 12:00:00 UTC, next trial in 8 s',
    'it answered 429 (error 20429)',
    '019a0b5c-12345678-7123-8123-123456789012',
    '019a0b5c-7123-7123-8123-123456789012',
    '1767225600000-0',
    'SM00000000000000000000000000000001',
    '2026-01-31T12:00:00.000Z',
    '31.01.2026, 01/31/2026, 2026-01-31',
    'no answer within 10000 ms',
    '12345678.90 and 0.123456789012',
    '192.168.100.200:5432, 10.0.0.1',
    '0 of 12 messages, 3 + 4 = 7',
  ])('leaves %p as it is', (words) => expect(maskedWords(words)).toBe(words));

  it('takes no longer for long words without an end', () => {
    for (const words of ['a'.repeat(20_000), '1 '.repeat(10_000), '0 1'.repeat(7_000), '('.repeat(20_000)]) {
      const startedAt = performance.now();
      maskedWords(words);
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
  });
});

describe('maskedId', () => {
  it.each([
    ['ticket-42', 'ticket-42'],
    ['user-15551234567', 'user-15551•••567'],
    ['otp:+15551234567:1', 'otp:+1555•••4567:1'],
    ['+15551234567', '+1555•••4567'],
    ['john@example.com', 'j•••@example.com'],
    ['message_queue:sms', 'message_queue:sms'],
    ['0190b1de-8a00-7000-8000-123456789012', '0190b1de-8a00-7000-8000-123456789012'],
    ['12345678901234567890123456789012', '12345678901234567890123456789012'],
  ])('of %s is %s', (id, masked) => expect(maskedId(id)).toBe(masked));
});
