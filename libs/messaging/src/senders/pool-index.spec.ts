import type { SenderPool } from '#entities';
import { PoolIndex, possibleNumbers } from './pool-index.js';
import { sendersOf } from './sender-identities.js';

const number = (text: string, ...countries: string[]) => ({ number: text, weight: 1, countries });
const BRITISH = number('+442079460000');
const AMERICAN = number('+12025550104');
const FOR_IRELAND = number('+442079460001', 'IE');
const SHORT = number('72404');

const poolWith = (...numbers: SenderPool['numbers']): SenderPool => {
  const now = new Date();
  return { id: 'x', name: 'shop', description: null, numbers, createdAt: now, updatedAt: now };
};

describe('possibleNumbers', () => {
  it.each([
    ['the one meant for his country', '+353861234567', [FOR_IRELAND]],
    ['those of his country', '+447723456789', [BRITISH]],
    ['those for no country in particular', '+4915112345678', [BRITISH, AMERICAN, SHORT]],
  ])('of a recipient are %s', (_, recipient, expected) => {
    expect(possibleNumbers(poolWith(BRITISH, AMERICAN, FOR_IRELAND, SHORT), recipient)).toEqual(expected);
  });

  it('may be none', () => {
    expect(possibleNumbers(poolWith(FOR_IRELAND), '+12025550104')).toEqual([]);
  });
});

describe('PoolIndex', () => {
  const index = new PoolIndex([poolWith(BRITISH)]);

  it('knows the pool of a sender and of a number', () => {
    expect(index.pool('pool:shop')?.name).toBe('shop');
    expect(index.pool('pool:other')).toBeNull();
    expect(index.pool('shop')).toBeNull();
    expect(index.poolOf(BRITISH.number)).toBe('pool:shop');
    expect(index.poolOf(AMERICAN.number)).toBeNull();
  });

  it('tells all that a number stands for', () => {
    const service = `MG${'A'.repeat(32)}`;
    expect(sendersOf({ number: BRITISH.number, service }, index)).toEqual([
      BRITISH.number,
      'pool:shop',
      service.toLowerCase(),
    ]);
    expect(sendersOf({ number: AMERICAN.number }, index)).toEqual([AMERICAN.number]);
  });
});
