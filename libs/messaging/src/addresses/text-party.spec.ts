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

describe('parseParticipantFilter', () => {
  it.each([
    [' 1 (555) 987-6543', '+15559876543'],
    ['\u200e 15559876543', '+15559876543'],
    ['MyBrand', 'mybrand'],
    [' 68849', '68849'],
    ['whatsapp: 15559876543', 'whatsapp:+15559876543'],
    ['"Jane.Doe"@Example.org', 'jane.doe@example.org'],
    ['jane＠example.org', 'jane@example.org'],
  ])('of %j is %j', (text, participant) => expect(parseParticipantFilter(text)).toBe(participant));

  it.each(['12', '15559876543', 'a@', ''])('of %j is nobody', (text) =>
    expect(parseParticipantFilter(text)).toBeNull(),
  );
});
