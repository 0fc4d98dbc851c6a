import { SmtpProvider } from './smtp-provider.js';
import { eventually } from '../../../queue/src/testing/eventually.js';
import { MESSAGE_ID, outbound, providerError } from '../outbound-message.fixture.js';
import {
  AccountError,
  LimitError,
  PermanentError,
  RetryableError,
  UnknownOutcomeError,
} from '../provider-errors.js';
import { SmtpPeer, type SmtpPeerOptions, type SmtpScript, type Turn } from '../testing/smtp-peer.js';
import { readRawMail } from '../mail/raw-mail.js';

const NAME_OF = (property: string) => (property === 'url' ? 'SMTP_URL' : 'SMTP_REQUIRE_TLS');

type ErrorClass = abstract new (...args: never[]) => Error;

let peer: SmtpPeer;
let provider: SmtpProvider;
afterEach(async () => {
  provider.close();
  await peer.close();
});

async function start(options: SmtpPeerOptions = {}, changes = {}): Promise<SmtpProvider> {
  peer = await SmtpPeer.start(options);
  provider = new SmtpProvider({
    url: `smtp${options.isSecure ? 's' : ''}://127.0.0.1:${peer.port}`,
    ca: peer.ca,
    settingName: NAME_OF,
    requiresTls: true,
    maxConnections: 5,
    timeoutMs: 5_000,
    bounceDomain: '',
    secrets: ['a-secret-of-the-tests'],
    ...changes,
  });
  return provider;
}

function email(changes = {}) {
  return outbound({
    channel: 'email',
    from: 'Acme <hello@acme.example>',
    to: 'Jane <jane@example.org>',
    subject: 'Hi',
    ...changes,
  });
}

/** 10 MB. */
const BIG_FILE = {
  filename: 'a.bin',
  contentType: 'application/octet-stream',
  size: 10 * 1024 * 1024,
  content: Buffer.alloc(10 * 1024 * 1024, 'attachment').toString('base64'),
};

describe('SmtpProvider.send', () => {
  it('hands over what our other mails have', async () => {
    const smtp = await start();
    const file = { filename: 'größe.txt', contentType: 'text/plain', size: 5, content: 'aGVsbG8=' };
    const unsubscribeUrl = 'https://sendstream.example/api/v1/unsubscribe/token';
    const receipt = await smtp.send(
      email({
        html: '<p>Hi</p>',
        cc: ['Copy <copy@example.org>'],
        bcc: ['hidden@example.org'],
        replyTo: 'help@acme.example',
        files: [file],
        unsubscribeUrl,
      }),
    );
    expect(receipt).toMatchObject({ httpStatus: 250, answer: expect.stringContaining('250 ') as string });
    expect(receipt.providerMessageId).toMatch(new RegExp(`^${MESSAGE_ID}\\.1\\w{6}$`));
    const [mail] = peer.mails;
    expect(mail).toMatchObject({
      from: 'hello@acme.example',
      to: ['jane@example.org', 'copy@example.org', 'hidden@example.org'],
      isSecure: true,
    });
    const { headers, text, html, files } = await readRawMail(Buffer.from(mail?.content ?? ''));
    expect(headers).toContain(`Message-ID: <${MESSAGE_ID}@acme.example>`);
    expect(headers).toContain('From: Acme <hello@acme.example>');
    expect(headers).toContain('To: Jane <jane@example.org>');
    expect(headers).toContain('Cc: Copy <copy@example.org>');
    expect(headers).toContain('Reply-To: help@acme.example');
    expect(headers.replace(/\r\n\s+/g, ' ')).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`);
    expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(headers).not.toContain('hidden');
    expect(text.trim()).toBe(outbound().body);
    expect(html.trim()).toBe('<p>Hi</p>');
    expect(files).toMatchObject([{ filename: 'größe.txt', content: Buffer.from('hello') }]);
  });

  it('asks a server that can for reports, by our id', async () => {
    const smtp = await start();
    const { providerMessageId } = await smtp.send(email());
    expect(peer.mails[0]?.dsn).toMatchObject({
      mail: { ret: 'HDRS', envid: providerMessageId },
      rcpt: [{ notify: ['FAILURE', 'DELAY'], orcpt: 'rfc822;jane@example.org' }],
    });
  });

  it('names each handing over differently, and the mail always the same', async () => {
    const smtp = await start();
    const ids = [await smtp.send(email()), await smtp.send(email())].map((each) => each.providerMessageId);
    expect(new Set(ids).size).toBe(2);
    const messageIds = peer.mails.map(({ content }) => /^Message-ID: (.*)$/m.exec(content)?.[1]);
    expect(new Set(messageIds)).toEqual(new Set([`<${MESSAGE_ID}@acme.example>`]));
  });

  it('gives a mail without text or subject both', async () => {
    const smtp = await start();
    await smtp.send(email({ body: '', subject: null }));
    expect(peer.mails[0]?.content).toContain('Subject: (no subject)');
  });

  it('takes a return path of its own for each mail where bounces come to us', async () => {
    const smtp = await start({}, { bounceDomain: 'bounces.acme.example' });
    await smtp.send(email());
    expect(peer.mails[0]?.from).toMatch(
      /^bounce\+[\da-v]{26}\.[\da-v]{7}\.[\da-v]{19}@bounces\.acme\.example$/,
    );
    expect(peer.mails[0]?.from.split('@')[0]?.length).toBeLessThanOrEqual(64);
  });

  describe('over TLS', () => {
    it('from the first byte on', async () => {
      const smtp = await start({ isSecure: true });
      await smtp.send(email());
      expect(peer.mails[0]).toMatchObject({ isSecure: true });
    });

    it('gives nothing to a server that has none', async () => {
      const smtp = await start({ isPlain: true });
      const error = await providerError(smtp.send(email()));
      expect(error).toBeInstanceOf(AccountError);
      expect((error as AccountError).problem).toMatchObject({
        remedy: expect.stringMatching(/SMTP_REQUIRE_TLS/) as string,
      });
      expect(peer.mails).toHaveLength(0);
    });

    it('does without where it need not be, and uses it where it is offered', async () => {
      const plain = await start({ isPlain: true }, { requiresTls: false });
      await plain.send(email());
      expect(peer.mails[0]).toMatchObject({ isSecure: false });
      plain.close();
      await peer.close();
      const offered = await start({}, { requiresTls: false });
      await offered.send(email());
      expect(peer.mails[0]).toMatchObject({ isSecure: true });
    });

    it('believes no certificate that nobody vouches for', async () => {
      const stranger = await SmtpPeer.start();
      await stranger.close();
      for (const isSecure of [true, false]) {
        const smtp = await start({ isSecure }, { ca: stranger.ca });
        const error = await providerError(smtp.send(email()));
        expect(error).toBeInstanceOf(RetryableError);
        expect(error).toMatchObject({
          httpStatus: null,
          code: expect.stringMatching(/CERT|SIGNATURE/) as string,
        });
        expect(peer.mails).toHaveLength(0);
        await peer.close();
      }
    });
  });

  describe('logs in', () => {
    const LOGIN = { user: 'acme@acme.example', password: 'p@ss:/ wörd' };
    const urlOf = (user: string, password: string) =>
      `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${peer.port}`;

    it('with what stands in the address', async () => {
      await start(LOGIN);
      provider = new SmtpProvider({ ...optionsOf(urlOf(LOGIN.user, LOGIN.password)) });
      await provider.send(email());
      expect(peer.mails[0]).toMatchObject({ user: LOGIN.user });
    });

    it.each<[Turn | undefined, ErrorClass, RegExp | null]>([
      [undefined, AccountError, /SMTP_URL/],
      [[534, '5.7.9 Application-specific password required'], AccountError, /SMTP_URL/],
      [[454, '4.7.0 Temporary authentication failure'], RetryableError, null],
      [[421, '4.7.0 Too many login attempts'], RetryableError, null],
    ])('and is refused with %p', async (login, kind, remedy) => {
      await start(LOGIN);
      peer.script = login ? { login } : {};
      provider = new SmtpProvider({ ...optionsOf(urlOf(LOGIN.user, login ? LOGIN.password : 'wrong')) });
      const error = await providerError(provider.send(email()));
      expect(error.constructor).toBe(kind);
      if (error instanceof AccountError) expect(error.problem.remedy).toMatch(remedy as RegExp);
    });

    it('nowhere that offers no login', async () => {
      await start();
      provider = new SmtpProvider({ ...optionsOf(urlOf('acme', 'secret')) });
      expect(await providerError(provider.send(email()))).toBeInstanceOf(AccountError);
      expect(peer.mails).toHaveLength(0);
    });
  });

  const optionsOf = (url: string) => ({
    ...{ url, ca: peer.ca, requiresTls: true, maxConnections: 5, timeoutMs: 5_000, bounceDomain: '' },
    ...{ secrets: ['a-secret-of-the-tests'], settingName: NAME_OF },
  });

  const JANE = 'jane@example.org';
  const rcpt = (turn: Turn): SmtpScript => ({ rcpt: { [JANE]: turn } });

  it.each<[SmtpScript, ErrorClass, string, number]>([
    [{ connect: [554, '5.3.2 No SMTP service here'] }, AccountError, '5.3.2', 554],
    [{ connect: [421, '4.3.2 Shutting down'] }, RetryableError, '4.3.2', 421],
    [{ mail: [550, '5.1.8 Sender domain does not exist'] }, PermanentError, '5.1.8', 550],
    [{ mail: [530, '5.7.0 Authentication required'] }, AccountError, '5.7.0', 530],
    [{ mail: [451, '4.3.0 Local error'] }, RetryableError, '4.3.0', 451],
    [{ mail: [421, '4.7.0 Too many messages on this connection'] }, LimitError, '4.7.0', 421],
    [{ mail: [452, '4.3.1 Insufficient system storage'] }, RetryableError, '4.3.1', 452],
    [{ mail: [454, 'Throttling failure: Maximum sending rate exceeded.'] }, LimitError, '454', 454],
    [{ mail: [454, 'Throttling failure: Daily message quota exceeded.'] }, AccountError, '454', 454],
    [rcpt([550, '5.1.1 No such user']), PermanentError, '5.1.1', 550],
    [rcpt([550, 'No such user']), PermanentError, '550', 550],
    [rcpt([450, '4.2.1 The user is receiving mail too quickly']), RetryableError, '4.2.1', 450],
    [rcpt([451, '4.7.1 Greylisted, come back later']), RetryableError, '4.7.1', 451],
    [rcpt([552, '5.2.2 Mailbox full: quota exceeded for user']), PermanentError, '5.2.2', 552],
    [rcpt([554, '5.7.1 Relay access denied']), AccountError, '5.7.1', 554],
    [rcpt([550, '5.7.13 The account of the user is disabled']), PermanentError, '5.7.13', 550],
    [{ answer: [550, '5.7.1 Taken for spam'] }, PermanentError, '5.7.1', 550],
    [{ answer: [552, '5.3.4 Too large'] }, PermanentError, '5.3.4', 552],
    [{ answer: [550, '5.4.5 Daily user sending limit exceeded'] }, AccountError, '5.4.5', 550],
    [{ answer: [451, '4.3.0 Content filter not available'] }, RetryableError, '4.3.0', 451],
    [{ answer: [421, '4.3.2 Shutting down'] }, RetryableError, '4.3.2', 421],
  ])('is refused by %j', async (script, kind, code, httpStatus) => {
    const smtp = await start();
    peer.script = script;
    const error = await providerError(smtp.send(email()));
    expect(error.constructor).toBe(kind);
    expect(error).toMatchObject({ provider: 'smtp', code, httpStatus });
    peer.script = {};
    const before = peer.mails.length;
    await smtp.send(email());
    expect(peer.mails).toHaveLength(before + 1);
  });

  it('lets a busy mailbox close the way for nobody else', async () => {
    const smtp = await start();
    peer.script = rcpt([450, '4.2.1 Mailbox busy']);
    expect(await providerError(smtp.send(email()))).toMatchObject({ ofMessage: true });
    peer.script = { mail: [451, '4.3.0 Local error'] };
    expect(await providerError(smtp.send(email()))).toMatchObject({ ofMessage: false });
  });

  it.each<[string, SmtpScript, ErrorClass, number | null]>([
    ['connected', { connect: 'cut' }, RetryableError, null],
    ['sender', { mail: 'cut' }, RetryableError, null],
    ['recipient', { rcpt: { '*': 'cut' } }, RetryableError, null],
    ['half of the mail', { content: { after: 100_000, turn: 'cut' } }, RetryableError, 354],
    ['all of the mail', { answer: 'cut' }, UnknownOutcomeError, null],
  ])('knows what a connection means that is cut after %s', async (_, script, kind, httpStatus) => {
    const smtp = await start();
    peer.script = script;
    const error = await providerError(smtp.send(email({ files: [BIG_FILE] })));
    expect(error.constructor).toBe(kind);
    expect(error.httpStatus).toBe(httpStatus);
    expect(peer.mails).toHaveLength(kind === UnknownOutcomeError ? 1 : 0);
  });

  it.each<[string, SmtpScript, ErrorClass]>([
    ['connected', { connect: 'silent' }, RetryableError],
    ['sender', { mail: 'silent' }, RetryableError],
    ['recipient', { rcpt: { '*': 'silent' } }, RetryableError],
    ['all of the mail', { answer: 'silent' }, UnknownOutcomeError],
  ])('waits no longer than it may after %s', async (_, script, kind) => {
    const smtp = await start({}, { timeoutMs: 700 });
    peer.script = script;
    const started = performance.now();
    const error = await providerError(smtp.send(email()));
    expect(error.constructor).toBe(kind);
    expect(performance.now() - started).toBeLessThan(2_500);
    // Another goes its own way.
    peer.script = {};
    await smtp.send(email());
  });

  describe('keeps connections', () => {
    it('for one mail after another, also after a refusal', async () => {
      const smtp = await start();
      for (const script of [{}, rcpt([550, '5.1.1 No']), {}, rcpt([451, '4.7.1 Later']), {}]) {
        peer.script = script;
        await smtp.send(email()).catch(() => undefined);
      }
      expect(peer.mails).toHaveLength(3);
      expect(peer.connections).toBe(1);
    });

    it('no more of them at once than it may', async () => {
      const smtp = await start({}, { maxConnections: 2 });
      await Promise.all(Array.from({ length: 12 }, () => smtp.send(email())));
      expect(peer.mails).toHaveLength(12);
      expect(peer.connections).toBeLessThanOrEqual(2);
    });

    it('and replaces one that its server has ended meanwhile', async () => {
      const smtp = await start();
      await smtp.send(email());
      peer.cutAll();
      await smtp.send(email());
      expect(peer.mails).toHaveLength(2);
      expect(peer.connections).toBe(2);
    });
  });

  describe('with copies', () => {
    const copied = email({ cc: ['copy@example.org'] });

    it('goes though a copy is refused', async () => {
      const smtp = await start();
      peer.script = { rcpt: { 'copy@example.org': [550, '5.1.1 No such user'] } };
      await smtp.send(copied);
      expect(peer.mails[0]?.to).toEqual([JANE]);
    });

    it.each<Turn>([
      [550, '5.1.1 No such user'],
      [451, '4.7.1 Greylisted'],
    ])('goes to nobody where its recipient is refused with %p', async (...turn) => {
      const smtp = await start();
      peer.script = rcpt(turn as unknown as Turn);
      const error = await providerError(smtp.send(copied));
      expect(error).toMatchObject({ httpStatus: turn[0] });
      peer.script = {};
      await smtp.send(email());
      expect(peer.mails.map(({ to }) => to)).toEqual([[JANE]]);
    });
  });

  it('sends nothing larger than the server says that it takes', async () => {
    const smtp = await start({ size: 1_000_000 });
    const error = await providerError(smtp.send(email({ body: 'x'.repeat(1_500_000) })));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: '5.3.4' });
    await smtp.send(email());
    expect(peer.mails).toHaveLength(1);
  });

  it('carries 10 MB', async () => {
    const smtp = await start({}, { timeoutMs: 20_000 });
    await smtp.send(email({ files: [BIG_FILE] }));
    const { files } = await readRawMail(Buffer.from(peer.mails[0]?.content ?? ''));
    expect(files[0]?.content.toString('base64')).toBe(BIG_FILE.content);
  });

  it('lets nothing become a header or a command', async () => {
    const smtp = await start();
    const evil = 'x\r\nBcc: evil@example.net\r\n\r\n.\r\nMAIL FROM:<evil@example.net>';
    const file = { filename: `a${evil}.txt`, contentType: `text/plain${evil}`, size: 5, content: 'aGVsbG8=' };
    await smtp.send(
      email({ subject: evil, body: evil, unsubscribeUrl: `https://a.example/${evil}`, files: [file] }),
    );
    const [mail] = peer.mails;
    expect(mail?.to).toEqual([JANE]);
    const { headers } = await readRawMail(Buffer.from(mail?.content ?? ''));
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(headers).not.toMatch(/^MAIL FROM/im);
    expect(peer.mails).toHaveLength(1);
  });

  it.each([
    { from: 'Evil\r\nBcc: evil@example.net <hello@acme.example>' },
    { to: 'jane@example.org\r\nRCPT TO:<evil@example.net>' },
    { to: 'jane@example.org>\r\nRCPT TO:<evil@example.net' },
    { cc: ['copy@example.org\nBcc: evil@example.net'] },
    { replyTo: 'help@acme.example\r\nBcc: evil@example.net' },
  ])('or an address of %j', async (changes) => {
    const smtp = await start();
    await smtp.send(email(changes)).catch((error: unknown) => expect(error).toBeInstanceOf(PermanentError));
    for (const { to, content } of peer.mails) {
      expect(to.join()).not.toContain('evil');
      expect(content.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
    }
  });

  it('does not wait for what it does not know', async () => {
    const smtp = await start();
    peer.script = { answer: 'silent' };
    const sending = smtp.send(email());
    await eventually(() => expect(peer.mails).toHaveLength(1));
    peer.cutAll();
    expect(await providerError(sending)).toMatchObject({ code: 'ECONNRESET' });
  });

  it.each(['', 'mail.example', 'http://mail.example', 'smtp://user@mail.example', 'smtp://'])(
    'stops the boot for %p, without telling it',
    async (url) => {
      await start();
      expect(() => new SmtpProvider({ ...optionsOf(url) })).toThrow(/^SMTP_URL must/);
    },
  );
});
