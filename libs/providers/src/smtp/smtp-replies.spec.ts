import fc from 'fast-check';
import { outbound } from '../outbound-message.fixture.js';
import { ProviderError } from '../provider-errors.js';
import { type Place, type Replies, ScriptedSmtp } from '../testing/scripted-smtp.js';
import { SmtpProvider } from './smtp-provider.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

type Piece = NonNullable<Replies[Place]>[number];

let server: ScriptedSmtp;
/** Waits no longer than it must for what does not come; the other has time for a large mail. */
let impatient: SmtpProvider;
let patient: SmtpProvider;

beforeAll(async () => {
  process.stderr.write(`FUZZ_SEED=${SEED}\n`);
  server = await ScriptedSmtp.start();
});
beforeEach(() => {
  server.reset();
  [impatient, patient] = [providerOf(500), providerOf(20_000)];
});
afterEach(() => [impatient, patient].forEach((each) => each.close()));
afterAll(() => server.close());

function providerOf(timeoutMs: number): SmtpProvider {
  return new SmtpProvider({
    ...{ url: `smtp://127.0.0.1:${server.port}`, requiresTls: false, bounceDomain: '', timeoutMs },
    ...{ maxConnections: 5, secrets: ['a-secret-of-the-tests'], settingName: (property) => property },
  });
}

const BIG = 'x'.repeat(16_000_000);
const email = (body = 'Hi') =>
  outbound({ channel: 'email', from: 'hello@acme.example', to: 'jane@example.org', subject: 'Hi', body });

async function endOf(how: Replies, body?: string, provider = patient): Promise<string> {
  server.replies = how;
  const end = await provider.send(email(body)).catch((error: unknown) => {
    if (error instanceof ProviderError) return error;
    throw error;
  });
  return end instanceof ProviderError ? end.constructor.name : 'sent';
}

const [SENT, LATER, FAILED, UNKNOWN] = ['sent', 'RetryableError', 'PermanentError', 'UnknownOutcomeError'];
const [HELD, LIMITED] = ['AccountError', 'LimitError'];

describe('a mail that was written whole', () => {
  it.each<[string, Piece[], string]>([
    ['250 on several lines', ['250-2.0.0 Ok\r\n250-queued\r\n250 as 1\r\n'], SENT],
    ['250 in pieces', ['2', '50 2.0', '.0 Ok\r', '\n'], SENT],
    ['250 without words', ['250\r\n'], SENT],
    ['250 with a line feed alone', ['250 Ok\n'], SENT],
    ['250, and the end', ['250 Ok\r\n', 'end'], SENT],
    ['250, and no end of its line', ['250 Ok', 'end'], UNKNOWN],
    ['251', ['251 Will forward\r\n'], SENT],
    ['250 in Latin-1', [Buffer.from('250 Gr\xfc\xdfe\r\n', 'latin1')], SENT],
    ['empty lines before 250', ['\r\n\r\n250 Ok\r\n'], SENT],
    ['250 and another line', ['250 Ok\r\n250 Ok again\r\n'], SENT],
    ['lines of different codes', ['250-Ok\r\n550 No\r\n'], UNKNOWN],
    ['lines of different codes, the other way', ['550-No\r\n250 Ok\r\n'], UNKNOWN],
    ['354 again', ['354 Go ahead\r\n'], UNKNOWN],
    ['150', ['150 Wait\r\n'], UNKNOWN],
    ['650', ['650 What\r\n'], UNKNOWN],
    ['25', ['25 Ok\r\n'], UNKNOWN],
    ['2500', ['2500 Ok\r\n'], UNKNOWN],
    ['no figures', ['Ok\r\n'], UNKNOWN],
    ['HTTP', ['HTTP/1.1 200 OK\r\n\r\n'], UNKNOWN],
    ['an endless reply', ['250-a\r\n'.repeat(20_000)], UNKNOWN],
    ['an endless line', ['250 ', 'a'.repeat(100_000)], UNKNOWN],
    ['nothing', [], UNKNOWN],
    ['the end', ['end'], UNKNOWN],
    ['a reset', ['cut'], UNKNOWN],
    ['the first half of a reply', ['55', 'end'], UNKNOWN],
    ['421, and the end', ['421 4.3.2 Shutting down\r\n', 'end'], LATER],
    ['421 without an end of its line', ['421 4.3.2 Shutting down', 'end'], LATER],
    ['451', ['451 4.3.0 Later\r\n'], LATER],
    ['499', ['499 What\r\n'], LATER],
    ['554 on several lines', ['554-5.7.1 Spam\r\n554-5.7.1 says\r\n554 5.7.1 the filter\r\n'], FAILED],
    ['599', ['599 No\r\n'], FAILED],
    ['552 in pieces, and the end', ['55', '2 5.2.2 Full', '\r\n', 'end'], FAILED],
  ])('and was answered with %s', async (_, answer, expected) => {
    expect(await endOf({ answer }, undefined, answer.length === 0 ? impatient : patient)).toBe(expected);
    expect(server.mails).toHaveLength(1);
    // The next one goes its own way.
    expect(await endOf({})).toBe(SENT);
    expect(server.mails).toHaveLength(2);
  });
});

describe('a mail that was not written whole', () => {
  it.each<[string, Piece[], string]>([
    ['421 in the middle', ['421 4.3.2 Shutting down\r\n', 'end'], LATER],
    ['552 in the middle', ['552 5.3.4 Too large\r\n', 'end'], FAILED],
    ['250 in the middle', ['250 Ok\r\n', 'end'], LATER],
    ['another 354', ['354 Go on\r\n', 'end'], LATER],
    ['a word', ['Hello\r\n', 'end'], LATER],
    ['a reset', ['cut'], LATER],
  ])('and met %s', async (_, content, expected) => {
    expect(await endOf({ content: [...content], answer: ['cut'] }, BIG)).toBe(expected);
    expect(await endOf({})).toBe(SENT);
  });
});

describe('an envelope', () => {
  it.each<[string, Replies, string]>([
    ['a greeting of several lines', { greeting: ['220-Hello\r\n220-there\r\n220 mail\r\n'] }, SENT],
    ['a greeting of HTTP', { greeting: ['HTTP/1.1 400 Bad Request\r\n\r\n', 'end'] }, LATER],
    ['a greeting of TLS', { greeting: [Buffer.from([21, 3, 1, 0, 2, 2, 70]), 'end'] }, LATER],
    ['a greeting of 421', { greeting: ['421 Busy\r\n', 'end'] }, LATER],
    ['a greeting of 554', { greeting: ['554 No\r\n', 'end'] }, HELD],
    ['EHLO refused', { EHLO: ['502 What?\r\n'] }, SENT],
    ['EHLO and HELO refused', { EHLO: ['502 What?\r\n'], HELO: ['550 No\r\n'] }, HELD],
    ['EHLO of garbage', { EHLO: ['\0\xff\r\n'] }, SENT],
    ['421 at MAIL', { MAIL: ['421 4.7.0 Too many connections\r\n', 'end'] }, LIMITED],
    ['354 at MAIL', { MAIL: ['354 What\r\n'] }, LATER],
    ['650 at MAIL', { MAIL: ['650 What\r\n'] }, LATER],
    ['252 at RCPT', { RCPT: ['252 Perhaps\r\n'] }, SENT],
    ['551 at RCPT', { RCPT: ['551 5.1.6 Moved\r\n'] }, FAILED],
    ['421 at RCPT', { RCPT: ['421 4.2.1 Later\r\n', 'end'] }, LATER],
    ['the end at DATA', { DATA: ['end'] }, LATER],
    ['421 at DATA', { DATA: ['421 4.3.2 Shutting down\r\n', 'end'] }, LATER],
    ['250 at DATA', { DATA: ['250 Ok\r\n250 Ok\r\n'] }, LATER],
    ['554 at DATA', { DATA: ['554 5.5.1 No valid recipients\r\n'] }, FAILED],
    ['451 at DATA', { DATA: ['451 4.3.0 Later\r\n'] }, LATER],
  ])('that met %s', async (_, how, expected) => {
    expect(await endOf(how)).toBe(expected);
    expect(server.mails).toHaveLength(expected === SENT ? 1 : 0);
    expect(await endOf({})).toBe(SENT);
  });

  it('whatever is said anywhere, a mail that was taken is never sent again by itself', async () => {
    const place = fc.constantFrom<Place>('greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'answer');
    const code = fc.oneof(
      fc.constantFrom(200, 220, 250, 251, 354, 421, 450, 452, 500, 535, 550, 554),
      fc.nat(999),
    );
    const reply = fc
      .tuple(code, fc.constantFrom('', ' ', ' 5.1.1 a', '-b', ' 4.7.1 too fast', '\r\n250 Ok'), fc.boolean())
      // That a server says yes before it has a mail, nobody can see.
      .filter(([figures, words]) => figures !== 354 || !words.includes('250'))
      .map(([figures, words, isLast]): Piece[] => [
        `${figures}${words}\r\n`,
        ...(isLast ? (['end'] as const) : []),
      ]);
    const bytes = fc.string({ unit: 'binary', maxLength: 20 }).map((text): Piece[] => [`${text}\r\n`, 'end']);
    const scripts = fc.dictionary(place, fc.oneof(reply, bytes), { maxKeys: 2 });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(scripts, async (how) => {
        // One of before may arrive late.
        const body = `mail ${(number += 1)} of many`;
        const end = await endOf(how, body, impatient);
        const came = server.mails.filter((mail) => mail.includes(body)).length;
        expect(came).toBeLessThanOrEqual(1);
        if (end === SENT) expect(came).toBe(1);
        // What came whole was taken, refused, or is in doubt.
        const [figure = ''] = String(how.answer?.[0] ?? '250');
        if (came === 1 && !/[245]/.test(figure)) expect(end).toBe(UNKNOWN);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });
});
