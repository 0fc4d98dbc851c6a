import { priceOf } from './price-of.js';

it.each([
  ['-0.00750', 'USD', { amount: '0.007500', currency: 'USD' }],
  ['0.0333', 'eur', { amount: '0.033300', currency: 'EUR' }],
  [0, 'USD', { amount: '0.000000', currency: 'USD' }],
  [null, 'USD', null],
  ['', 'USD', null],
  ['1e3', 'USD', null],
  ['NaN', 'USD', null],
  ['0.01', null, null],
  ['123456789.0', 'USD', null],
])('%s %s is %o', (amount, currency, price) => expect(priceOf(amount, currency)).toEqual(price));
