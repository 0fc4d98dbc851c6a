import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import twilio from 'twilio';
import { MESSAGE_ID } from '../outbound-message.fixture.js';
import type { WebhookRequest } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';
import { TwilioProvider } from './twilio-provider.js';
import { isSignedByTwilio } from './twilio-signature.js';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const TOKEN = 'auth-token';
const ADDRESS = 'https://sendstream.example/api/v1/webhooks/twilio';
const [SID, OTHER] = [`SM${'a1'.repeat(16)}`, `SM${'b2'.repeat(16)}`];
const OURS = '+15551234567';
const provider = new TwilioProvider({
  accountSid: ACCOUNT,
  authToken: TOKEN,
  baseUrl: '',
  publicUrl: 'https://sendstream.example',
  timeoutMs: 1_000,
  maxSockets: 1,
});

beforeAll(() => Logger.overrideLogger(false));

/** A text as Twilio sends it, with what it says of where people are. */
const text = (body: string, more: Record<string, string> = {}): Record<string, string> => ({
  AccountSid: ACCOUNT,
  ApiVersion: '2010-04-01',
  Body: body,
  From: '+15559876543',
  FromCity: 'SAN FRANCISCO',
  FromCountry: 'US',
  FromState: 'CA',
  FromZip: '94103',
  MessageSid: SID,
  NumMedia: '0',
  NumSegments: '1',
  SmsMessageSid: SID,
  SmsSid: SID,
  SmsStatus: 'received',
  To: OURS,
  ToCity: 'TORONTO',
  ToCountry: 'CA',
  ToState: '',
  ToZip: '',
  ...more,
});
const status = (word: string, more: Record<string, string> = {}): Record<string, string> => ({
  AccountSid: ACCOUNT,
  ApiVersion: '2010-04-01',
  From: OURS,
  MessageSid: SID,
  MessageStatus: word,
  SmsSid: SID,
  SmsStatus: word,
  To: '+15559876543',
  ...more,
});

const sign = (fields: Record<string, string>, url = ADDRESS) =>
  twilio.getExpectedTwilioSignature(TOKEN, url, fields);
const request = (pairs: [string, string][], signature: string, url = ADDRESS) => ({
  url,
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
  rawBody: Buffer.from(new URLSearchParams(pairs).toString()),
});
/** True when the signature is good, and the form as well. */
const isTaken = (fields: Record<string, string>, url = ADDRESS) =>
  provider.verifyWebhook(request(Object.entries(fields), sign(fields, url), url));
const eventOf = (callback: WebhookRequest) => provider.parseWebhook(callback)[0]?.eventId;

/** True for that event, and for what cannot be read. */
const isNothingOr = (event: string | undefined, callback: WebhookRequest) => {
  try {
    return eventOf(callback) === event;
  } catch (error) {
    return error instanceof WebhookFormatError;
  }
};

/** The signed string of these fields, and all the other requests it is good for, cut anywhere. */
const signedString = (fields: Record<string, string>) =>
  Object.keys(fields)
    .sort()
    .map((name) => name + fields[name])
    .join('');

describe('what Twilio sends', () => {
  it.each<[string, Record<string, string>]>([
    ['a text', text('Hello')],
    ['a text with no words', text('')],
    ['a text that speaks of our fields', text('MessageSid, NumMedia0 and From+15550000000')],
    [
      'a picture',
      text('', { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/M', MediaContentType0: 'a/b' }),
    ],
    ['a STOP', text('STOP', { OptOutType: 'STOP', MessagingServiceSid: `MG${'c'.repeat(32)}` })],
    ['a text from a name', text('Hello', { From: 'Body Shop 24' })],
    [
      'a WhatsApp message',
      text('Hi', { From: 'whatsapp:+15559876543', ProfileName: 'Tom To', WaId: '1555' }),
    ],
    ['a field we do not know', text('Hello', { ChannelMetadata: '{"type":"whatsapp"}' })],
    ['news', status('delivered', { RawDlrDoneDate: '2601311200' })],
    ['bad news', status('undelivered', { ErrorCode: '30003', ErrorMessage: 'From 1 To 2: gone away' })],
    ['a status we do not know', status('partially_delivered')],
  ])('is read: %s', (_, fields) => {
    expect(isTaken(fields)).toBe(true);
  });
});

describe('what Twilio cannot have sent, however it is signed', () => {
  it.each<[string, Record<string, string>]>([
    ['a sid of another form', text('a', { MessageSid: 'SM1', SmsSid: 'SM1', SmsMessageSid: 'SM1' })],
    ['a sid with more behind it', text('a', { MessageSid: `${SID}NumMedia0` })],
    ['sids that differ', text('a', { SmsSid: OTHER })],
    ['statuses that differ', status('sent', { SmsStatus: 'delivered' })],
    ['a status with more behind it', status('sentSmsSid')],
    ['another account', text('a', { AccountSid: `AC${'2'.repeat(32)}` })],
    ['media that are no number', text('a', { NumMedia: '0x' })],
    ['a city with a field in it', text('a', { FromCity: 'ROMEFromCountryIT' })],
    ['a name that is none', text('a', { from: 'x' })],
    ['an error that is no number', status('failed', { ErrorCode: '30003From' })],
  ])('is refused: %s', (_, fields) => {
    expect(isTaken(fields)).toBe(false);
  });

  it('is refused when a field comes twice', () => {
    const fields = text('START');
    const pairs: [string, string][] = [...Object.entries(fields), ['Body', 'START']];
    const twice = request(pairs, sign(fields));
    expect(isSignedByTwilio(TOKEN, twice)).toBe(true);
    expect(provider.verifyWebhook(twice)).toBe(false);
  });

  it('is refused when fields have moved into the address, or out of it', () => {
    const url = `${ADDRESS}?message_id=${MESSAGE_ID}`;
    const { AccountSid, ApiVersion, ...rest } = status('delivered');
    const signature = sign(status('delivered'), url);
    const moved = request(
      Object.entries(rest),
      signature,
      `${url}AccountSid${AccountSid}ApiVersion${ApiVersion}`,
    );
    const out = request(
      [[`?message_id=${MESSAGE_ID}`, ''], ...Object.entries(status('delivered'))],
      signature,
    );
    for (const each of [moved, out]) {
      expect(isSignedByTwilio(TOKEN, each)).toBe(true);
      expect(provider.verifyWebhook(each)).toBe(false);
    }
  });

  const forged =
    `STARTFrom+15550001111FromCityXMessageSid${OTHER}NumMedia0NumSegments1SmsMessageSid${OTHER}` +
    `SmsSid${OTHER}SmsStatusreceivedTo${OURS}ToCity`;
  it.each<[string, Record<string, string>]>([
    ['START', text('START')],
    ['a text that contains a whole other one', text(forged)],
    ['news', status('delivered')],
    ['bad news', status('undelivered', { ErrorCode: '30003', ErrorMessage: 'gone' })],
  ])('is refused, or is the same event, however the signed string of %s is cut', (_, fields) => {
    const whole = signedString(fields);
    const signature = sign(fields);
    const event = eventOf(request(Object.entries(fields), signature));
    // Names begin where a capital is; one each, in their order, as the signature sorts them.
    const places = [...whole.matchAll(/[A-Z]/g)].map(({ index }) => index);
    const cuts = fc.record({
      starts: fc.subarray(places.slice(1), { maxLength: Math.min(24, places.length - 1) }),
      lengths: fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 25, maxLength: 25 }),
      known: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
    });
    const names =
      /^(AccountSid|ApiVersion|Body|ErrorCode|ErrorMessage|From(?:City|Country|State|Zip)?|MessageSid|MessageStatus|NumMedia|NumSegments|Sms(?:Message)?Sid|SmsStatus|To(?:City|Country|State|Zip)?)/;
    let signed = 0;
    const check = ({ starts, lengths, known }: { starts: number[]; lengths: number[]; known: boolean[] }) => {
      const begins = [0, ...starts];
      const pairs = begins.map((from, index): [string, string] => {
        const part = whole.slice(from, begins[index + 1]);
        const length = (known[index] && names.exec(part)?.[0].length) || (lengths[index] as number);
        return [part.slice(0, length), part.slice(length)];
      });
      const cut = request(pairs, signature);
      if (!isSignedByTwilio(TOKEN, cut)) return;
      signed += 1;
      if (provider.verifyWebhook(cut)) expect(isNothingOr(event, cut)).toBe(true);
    };
    fc.assert(fc.property(cuts, check), { numRuns: 3_000 });
    expect(signed).toBeGreaterThan(10);
  });

  it('is refused: a text that contains another one, cut where that begins', () => {
    const fields = text(forged);
    const pairs: [string, string][] = [
      ['AccountSid', ACCOUNT],
      ['ApiVersion', '2010-04-01'],
      ['Body', 'START'],
      ['From', '+15550001111'],
      ['FromCity', 'X'],
      ['MessageSid', OTHER],
      ['NumMedia', '0'],
      ['NumSegments', '1'],
      ['SmsMessageSid', OTHER],
      ['SmsSid', OTHER],
      ['SmsStatus', 'received'],
      ['To', OURS],
      [
        'ToCity',
        signedString(fields).split(`${OURS}ToCity`)[1] + `${OURS}ToCityTORONTOToCountryCAToStateToZip`,
      ],
    ];
    const cut = request(pairs, sign(fields));
    expect(isSignedByTwilio(TOKEN, cut)).toBe(true);
    expect(provider.verifyWebhook(cut)).toBe(false);
  });
});
