import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readRoutes, readRoutesFile } from './routes-file.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
process.stderr.write(`FUZZ_SEED=${SEED}\n`);

const faultsOf = (text: string) =>
  readRoutes(text, { SET: 'value' }).faults.map(({ line, field, reason }) => `${line} ${field} ${reason}`);

describe('a routes file', () => {
  it('is read as it is written', () => {
    const { accounts, routes, faults } = readRoutes(
      `
accounts:
  twilio.eu:
    account_sid: AC1
    auth_token: "a\${SET}b"
    webhook_tolerance_seconds: 600
routes:
  - match: { channel: SMS, to_country: gb, to_prefix: +4479, to_domain: Example.ORG }
    accounts: { twilio: 3, twilio.eu: 0 }
  - accounts: [http, http.two]
`,
      { SET: 'value' },
    );
    expect(faults).toEqual([]);
    expect(accounts).toMatchObject([
      {
        name: 'twilio.eu',
        values: { account_sid: 'AC1', auth_token: 'avalueb', webhook_tolerance_seconds: '600' },
      },
    ]);
    expect(routes).toMatchObject([
      {
        line: 8,
        match: { channel: ['sms'], to_country: ['GB'], to_prefix: ['+4479'], to_domain: ['example.org'] },
        accounts: [
          { account: 'twilio', weight: 3 },
          { account: 'twilio.eu', weight: 0 },
        ],
      },
      {
        match: {},
        accounts: [
          { account: 'http', weight: 1 },
          { account: 'http.two', weight: 1 },
        ],
      },
    ]);
  });

  it('says how fast senders and accounts may send', () => {
    const { paces, faults } = readRoutes(
      'paces:\n  senders: { "+15550001111": { per_second: 0.5, per_day: 200 } }\n  accounts: { http: {} }',
      {},
    );
    expect(faults).toEqual([]);
    expect(paces).toMatchObject([
      { of: 'sender', name: '+15550001111', perSecond: 0.5, perDay: 200 },
      { of: 'account', name: 'http', perSecond: null, perDay: null },
    ]);
  });

  it.each([
    ['routes: [', /^1 /],
    ['route: []', '1 route is not known here; known: accounts, routes, paces'],
    ['routes: {}', '1 routes must be a list'],
    ['routes:\n  - match: { channel: sms }', '2 routes[0] needs accounts'],
    ['routes:\n  - accounts: {}', '2 routes[0].accounts must name an account'],
    ['routes:\n  - accounts: { a: -1 }', '2 routes[0].accounts.a must be a whole number from 0 to 1000'],
    ['routes:\n  - accounts: { a: 0 }', '2 routes[0].accounts must give one of them a weight of more than 0'],
    ['routes:\n  - accounts: [a, a]', '2 routes[0].accounts[1] comes twice'],
    [
      'routes:\n  - match:\n      channel: fax\n    accounts: a',
      '3 routes[0].match.channel "fax" is none of sms, mms, email',
    ],
    [
      'routes:\n  - match:\n      to_country: [GB, XX]\n    accounts: a',
      '3 routes[0].match.to_country[1] "XX" is no country code, such as GB',
    ],
    [
      'routes:\n  - match: { to_prefix: 44 }\n    accounts: a',
      '2 routes[0].match.to_prefix "44" is no beginning of a number, such as "+4479"',
    ],
    [
      'paces:\n  senders:\n    ACME: { per_second: 0 }',
      '3 paces.senders.ACME.per_second must be a number from 0.001 to 100000',
    ],
    [
      'paces:\n  accounts:\n    twilio: { per_minute: 1 }',
      '3 paces.accounts.twilio.per_minute is not known here; known: per_second, per_day',
    ],
    [
      'routes:\n  - match: { to: x }\n    accounts: a',
      /^2 routes\[0\]\.match\.to is not known here; known: channel, /,
    ],
    ['accounts:\n  Twilio: {}', '2 accounts.Twilio is no name of an account, such as twilio.eu'],
    [
      'accounts:\n  a.b:\n    k: ${MISSING}',
      '3 accounts.a.b.k needs MISSING in the environment, or MISSING_FILE with a readable file',
    ],
    [
      'routes:\n  - accounts: a\n  - match: { tag: x }\n    accounts: b',
      '3 routes[1] is never reached: the route of line 2 has all its messages',
    ],
    [
      'routes:\n  - match: { to_prefix: "+44" }\n    accounts: a\n  - match: { to_prefix: ["+447", "+448"], channel: sms }\n    accounts: b',
      '4 routes[1] is never reached: the route of line 2 has all its messages',
    ],
  ])('is refused with line, field and reason: %j', (text, fault) => {
    expect(faultsOf(text)).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)]);
  });

  it('takes a secret from the file that is mounted for it, and never tells it', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'routes-')), 'token');
    writeFileSync(path, 'hunter2\n');
    const { accounts, faults } = readRoutes('accounts:\n  a.b: { k: "${TOKEN}", l: [1] }', {
      TOKEN_FILE: path,
    });
    expect(accounts[0]?.values.k).toBe('hunter2');
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('that is not there is a fault', () => {
    expect(readRoutesFile('/nowhere/routes.yaml', {}).faults).toEqual([
      { line: 0, field: '', reason: 'cannot be read: ENOENT' },
    ]);
  });

  it('never throws, whatever is in it', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, 'sms', 1, -1, true, '+44', 'GB', '', '${X}'),
        fc.array(tie('any'), { maxLength: 3 }),
        tie('map'),
      ),
      map: fc.dictionary(
        fc.constantFrom(
          'accounts',
          'routes',
          'paces',
          'senders',
          'per_second',
          'match',
          'channel',
          'to_country',
          'twilio.eu',
          'x',
        ),
        tie('any'),
        { maxKeys: 4 },
      ),
    }));
    fc.assert(
      fc.property(value.map, (file) => {
        const { faults } = readRoutes(JSON.stringify(file), {});
        for (const fault of faults) expect(fault.line).toBeGreaterThan(0);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => void readRoutes(text, {})),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});
