import fc from 'fast-check';
import { parseParticipantFilter } from './participant-filter.js';
import { isAlphanumericSender, refusesNames, textParty } from './text-party.js';

describe('textParty', () => {
  it.each([
    ['+1 (555) 987-6543', 'number', '+15559876543'],
    ['68849', 'short code', '68849'],
    [' ７２４０４\u200b', 'short code', '72404'],
    ['SUPPORT', 'name', 'SUPPORT'],
    ['AX-HDFCBK', 'name', 'AX-HDFCBK'],
    ['Amazon.de', 'name', 'Amazon.de'],
    ['\u202aMyBrand\u202c ', 'name', 'MyBrand'],
    ['whatsapp:+1 555 987 6543', 'channel', 'whatsapp:+15559876543'],
    ['WhatsApp:+15559876543', 'channel', 'whatsapp:+15559876543'],
    ['messenger:1234567890', 'channel', 'messenger:1234567890'],
    [`MG${'aF'.repeat(16)}`, 'service', `MG${'af'.repeat(16)}`],
    [`mg${'0'.repeat(32)}`, 'service', `MG${'0'.repeat(32)}`],
    [` \u200bMG${'0'.repeat(32)}`, 'service', `MG${'0'.repeat(32)}`],
    ['pool:appointments', 'pool', 'pool:appointments'],
    ['Pool:A_b-9', 'pool', 'pool:a_b-9'],
  ])('takes %j for a %s', (text, kind, address) => expect(textParty(text)).toEqual({ kind, address }));

  it.each([
    '',
    '12',
    '123456789',
    '5559876543',
    '555-1234',
    '+1555CALLNOW',
    'a@b.example',
    'two\nlines',
    '!!!',
    'pool:',
    'pool:two words',
    'pool:-a',
    `pool:${'a'.repeat(41)}`,
    'POOL:+15551234567',
  ])('takes %j for nobody', (text) => expect(textParty(text)).toBeNull());

  it.each(['a', 'MyBrand', 'My Brand+1', 'A-B_C&D', '4YOU', 'elevenchars'])('lets us be %j', (name) =>
    expect(isAlphanumericSender(name)).toBe(true),
  );
  it.each(['twelve_chars', '1234567', 'Brand!', 'Bränd', 'Amazon.de', '+-_& ', ''])(
    'does not let us be %j',
    (name) => expect(isAlphanumericSender(name)).toBe(false),
  );

  it.each(['+12025550104', '+14165551234', '+17875551234'])('knows that %s takes no names', (number) =>
    expect(refusesNames(number)).toBe(true),
  );
  it.each(['+447723456789', '+18765551234', '+15559876543'])('is not sure that %s takes no names', (number) =>
    expect(refusesNames(number)).toBe(false),
  );
});

describe('an address of a text', () => {
  const SEED = Number(process.env.ADDRESS_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const RUNS = { seed: SEED, numRuns: 2_000 };
  const letters = (alphabet: string, minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
  const known = fc.oneof(
    letters('0123456789', 3, 8),
    letters('0123456789abcdefABCDEF', 32, 32).map((hex) => `MG${hex}`),
    letters('abcxyz0189', 1, 30).map((name) => `pool:${name}`),
    letters('abcXYZ019 +-_&', 1, 11),
  );
  beforeAll(() => process.stderr.write(`ADDRESS_SEED=${SEED}\n`));

  it('is read from what it is written as, as the same', () => {
    const anything = fc.oneof(known, fc.string({ unit: 'grapheme', maxLength: 60 }));
    fc.assert(
      fc.property(anything, (text) => {
        const party = textParty(text);
        if (party !== null) expect(textParty(party.address)).toEqual(party);
      }),
      RUNS,
    );
  });

  it('is the same with what nobody sees', () => {
    const unseen = letters('\u200b\u200e\u2060\ufeff', 1, 3);
    fc.assert(
      fc.property(known, unseen, unseen, fc.nat(), (text, before, within, at) => {
        const place = at % (text.length + 1);
        const dressed = before + text.slice(0, place) + within + text.slice(place);
        expect(textParty(dressed)).toEqual(textParty(text));
      }),
      RUNS,
    );
  });

  it('is a pool, a service and a sender that is a name at most one of these', () => {
    fc.assert(
      fc.property(fc.oneof(known, fc.string({ maxLength: 60 })), (text) => {
        const party = textParty(text);
        if (party?.kind === 'pool' || party?.kind === 'service')
          expect(isAlphanumericSender(party.address)).toBe(false);
        if (isAlphanumericSender(text)) expect(['pool', 'service']).not.toContain(party?.kind);
      }),
      RUNS,
    );
  });
});

describe('parseParticipantFilter', () => {
  it.each([
    [' 1 (555) 987-6543', '+15559876543'],
    ['\u200e 15559876543', '+15559876543'],
    ['MyBrand', 'mybrand'],
    [`MG${'A'.repeat(32)}`, `mg${'a'.repeat(32)}`],
    ['Pool:Shop', 'pool:shop'],
    [' 68849', '68849'],
    ['whatsapp: 15559876543', 'whatsapp:+15559876543'],
    ['"Jane.Doe"@Example.org', 'jane.doe@example.org'],
    ['jane＠example.org', 'jane@example.org'],
  ])('of %j is %j', (text, participant) => expect(parseParticipantFilter(text)).toBe(participant));

  it.each(['12', '15559876543', 'a@', ''])('of %j is nobody', (text) =>
    expect(parseParticipantFilter(text)).toBeNull(),
  );
});
