import { destinationOf, readDestination } from './destination.js';

it.each([
  ['sms', '+12125550123', 'US'],
  ['sms', '+14165550123', 'CA'],
  ['mms', '+447400123456', 'GB'],
  ['sms', '+4915123456789', 'DE'],
  ['sms', '+80012345678', '+800'],
  ['sms', 'no number', ''],
  ['email', 'example.org', 'example.org'],
])('of an %s to %s is %s', (type, address, destination) => {
  expect(destinationOf(type, address)).toBe(destination);
});

it.each([
  ['GB', 'GB'],
  ['XX', null],
  ['gb', null],
  ['+800', '+800'],
  ['+44 7911', null],
  ['Mail.Example', 'mail.example'],
  ['someone@example.org', null],
  ['.example', null],
])('reads %s as %s', (text, destination) => {
  expect(readDestination(text)).toBe(destination);
});
