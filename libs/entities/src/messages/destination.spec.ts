import { destinationOf } from './destination.js';

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
