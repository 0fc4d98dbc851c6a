import { prefixOf } from './number-prefix.js';

it.each([
  ['+15559876543', '+15559'],
  ['+447700900123', '+447700'],
  ['+99298123456', '+9929812'],
  // Short numbers: the last four digits are of a person, always.
  ['+29012345', '+2901'],
  ['+2901234', '+290'],
])('the prefix of %s is %s', (number, prefix) => expect(prefixOf(number)).toBe(prefix));

it.each(['12345', 'ACME', 'whatsapp:+15559876543', ''])('%s has none', (text) =>
  expect(prefixOf(text)).toBeNull(),
);
