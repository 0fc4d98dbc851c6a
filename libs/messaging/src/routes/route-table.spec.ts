import fc from 'fast-check';
import { type FileRoute, readRoutes, type RouteMatch } from '#config';
import { type MessageProvider, Providers } from '#providers';
import { countryOf, countryOfPrefix } from './country-of.js';
import { pickByWeight } from './pick-by-weight.js';
import { RouteTable } from './route-table.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
process.stderr.write(`FUZZ_SEED=${SEED}\n`);

const account = (name: string, ...channels: string[]) => ({ name, channels }) as unknown as MessageProvider;
const ACCOUNTS = [
  account('twilio', 'sms', 'mms'),
  account('twilio.eu', 'sms', 'mms'),
  account('twilio.codes', 'sms', 'mms'),
  account('sendgrid', 'email'),
  account('sendgrid.own', 'email'),
];
const table = (routes: readonly FileRoute[]) =>
  new RouteTable(new Providers(ACCOUNTS, { sms: 'twilio', email: 'sendgrid' }, routes));

const TABLE = table(
  readRoutes(
    `
routes:
  - match: { tag: codes, channel: sms }
    accounts: twilio.codes
  - match: { channel: [sms, mms], to_country: [GB, DE] }
    accounts: { twilio.eu: 3, twilio: 1 }
  - match: { channel: sms, to_prefix: "+4179", from: ACME }
    accounts: twilio.eu
  - match: { channel: email, to_domain: own.example }
    accounts: sendgrid.own
  - match: { channel: email, api_key: 01980a5c-7e1f-7cc3-98c4-dc0c0c07398f }
    accounts: sendgrid.own
`,
    {},
  ).routes,
);
const text = { type: 'sms', from: '+15551234567', to: '+15559876543' } as const;
const mail = { type: 'email', from: 'Shop <shop@example.com>', to: 'a@example.org' } as const;

describe('the account of a message', () => {
  it.each([
    [text, ['twilio']],
    [{ ...text, tags: ['x', 'codes'] }, ['twilio.codes']],
    [{ ...text, tags: ['codes'], to: '+442071838750' }, ['twilio.codes']],
    [{ ...text, to: '+442071838750' }, ['twilio.eu', 'twilio']],
    [{ ...text, type: 'mms', to: '+4915112345678' } as const, ['twilio.eu', 'twilio']],
    [{ ...text, to: '+41791234567' }, ['twilio']],
    [{ ...text, to: '+41791234567', from: 'Acme' }, ['twilio.eu']],
    [mail, ['sendgrid']],
    [{ ...mail, apiKeyId: null }, ['sendgrid']],
    [{ ...mail, to: 'A <a@Own.example>' }, ['sendgrid.own']],
    [{ ...mail, apiKeyId: '01980a5c-7e1f-7cc3-98c4-dc0c0c07398f' }, ['sendgrid.own']],
  ])('is that of the first route that matches: %j', (subject, accounts) => {
    const known = { apiKeyId: null, ...subject };
    expect(TABLE.sharesFor(known).map((share) => share.account)).toEqual(accounts);
  });

  it('may be any of its type, and no other', () => {
    expect(TABLE.accountsOf('sms')).toEqual(['twilio.codes', 'twilio.eu', 'twilio']);
    expect(TABLE.accountsOf('email')).toEqual(['sendgrid.own', 'sendgrid']);
  });

  it('is always one that carries the message, whatever the routes', () => {
    const channels = fc.constantFrom('sms', 'mms', 'email');
    const match: fc.Arbitrary<RouteMatch> = fc.record(
      {
        tag: fc.array(fc.constantFrom('a', 'b'), { minLength: 1 }),
        to_country: fc.array(fc.constantFrom('US', 'GB', 'DE'), { minLength: 1 }),
        to_prefix: fc.array(fc.constantFrom('+1', '+44', '+4479'), { minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    const route = fc.record({ channel: channels, match }).chain(({ channel, match: rest }) => {
      const able = ACCOUNTS.filter(({ channels: carried }) => (carried as string[]).includes(channel));
      const shares = fc.uniqueArray(
        fc.record({ account: fc.constantFrom(...able.map(({ name }) => name)), weight: fc.nat(3) }),
        { selector: ({ account: name }) => name, minLength: 1 },
      );
      return shares.map((accounts) => ({
        line: 1,
        match: { ...rest, channel: [channel] },
        accounts,
        fault: () => undefined,
      }));
    });
    const subject = fc.record({
      type: channels as fc.Arbitrary<'sms'>,
      from: fc.constant('+15551234567'),
      to: fc.constantFrom('+15559876543', '+442071838750', '+4915112345678', 'a@example.org'),
      tags: fc.subarray(['a', 'b']),
    });
    fc.assert(
      fc.property(fc.array(route, { maxLength: 6 }), subject, (routes, message) => {
        const any = table(routes);
        const planned = any.plan({ ...message, apiKeyId: null });
        expect(any.accountsOf(message.type)).toContain(planned);
        expect(ACCOUNTS.find(({ name }) => name === planned)?.channels).toContain(message.type);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});

describe('pickByWeight', () => {
  it('gives each its share, and none to a weight of 0', () => {
    const shares = [
      { account: 'a', weight: 3 },
      { account: 'b', weight: 1 },
      { account: 'c', weight: 0 },
    ];
    const counts = new Map<string, number>();
    for (let n = 0; n < 4_000; n += 1) {
      const picked = pickByWeight(shares, () => n / 4_000);
      counts.set(picked, (counts.get(picked) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ a: 3_000, b: 1_000 });
    expect(pickByWeight([{ account: 'c', weight: 0 }])).toBe('c');
  });
});

describe('countryOf', () => {
  it.each([
    ['+447700900123', 'GB'],
    ['+15551234567', 'US'],
    ['+16135550100', 'CA'],
    ['+4915112345678', 'DE'],
    ['+77012345678', 'KZ'],
    ['+80012345678', null],
    ['ACME', null],
  ])('%s is of %s', (number, country) => {
    expect(countryOf(number)).toBe(country);
  });
});

describe('countryOfPrefix', () => {
  it.each([
    ['+15550', 'US'],
    ['+1613', 'CA'],
    ['+447400', 'GB'],
    ['+4915', 'DE'],
    ['+7701', 'KZ'],
    ['+800', null],
  ])('%s is of %s', (prefix, country) => {
    expect(countryOfPrefix(prefix)).toBe(country);
  });
});
