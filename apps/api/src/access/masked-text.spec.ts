import { maskedAddress, maskedWords } from './masked-text.js';

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
    ['call (555) 987-6543 or 15559876543', 'call (555)•••6543 or 15559•••543'],
    ['twilio is down since 2026-01-31 12:00:00 UTC, next trial in 8 s', undefined],
    ['it answered 429 (error 20429)', undefined],
  ])('of "%s" is "%s"', (words, masked) => expect(maskedWords(words)).toBe(masked ?? words));
});
