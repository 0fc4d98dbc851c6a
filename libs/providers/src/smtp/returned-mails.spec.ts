import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { ReturnPaths } from './return-paths.js';
import { returnedMails } from './returned-mails.js';

const PATHS = new ReturnPaths('bounces.acme.example', ['new-key', 'old-key']);
const JANE = 'jane@example.org';

const part = (contentType: string, lines: string[]) => ({
  ...{ contentType, filename: '' },
  content: Buffer.from(lines.join('\r\n')),
});
const dsn = (recipient: string, action = 'failed', status = '5.1.1', original: string[] = []) => [
  part('message/delivery-status', [
    'Reporting-MTA: dns; mx.example.org',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 No',
    '  such user',
  ]),
  part('text/rfc822-headers', original),
];
const mailTo = (address: string, files = dsn(JANE), changes = {}) => ({
  ...{ recipients: [address], sender: null, headers: 'From: MAILER-DAEMON@mx.example.org', text: '', files },
  ...changes,
});
const path = (hasCopies = false, paths = PATHS) => paths.of(MESSAGE_ID, JANE, hasCopies);

describe('ReturnPaths', () => {
  it('name the message and its recipient, in any case', () => {
    const { address, envelopeId } = path();
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    for (const written of [address, address.toUpperCase()]) {
      const read = PATHS.read(written);
      expect(read).toMatchObject({ messageId: MESSAGE_ID, envelopeId, isSole: true });
      expect([JANE, 'Jane@Example.org', 'joe@example.org'].map((each) => read?.isRecipient(each))).toEqual([
        true,
        true,
        false,
      ]);
    }
  });

  it('believe the old key while it is being changed, and no other', () => {
    const of = (key: string) => path(false, new ReturnPaths('bounces.acme.example', [key])).address;
    expect(PATHS.read(of('old-key'))).not.toBeNull();
    expect(PATHS.read(of('other-key'))).toBeNull();
  });

  it('believe none of which a character was changed', () => {
    const { address } = path();
    const last = address.indexOf('@') - 7;
    for (let at = 'bounce+'.length; at <= last; at += 1) {
      const other = address[at] === '1' ? '2' : '1';
      if (address[at] === '.') continue;
      expect(PATHS.read(address.slice(0, at) + other + address.slice(at + 1))).toBeNull();
    }
  });
});

describe('returnedMails', () => {
  it('fails a message that bounced, and suppresses its recipient', () => {
    const { address, envelopeId } = path();
    expect(returnedMails(mailTo(address), PATHS)).toMatchObject([
      {
        kind: 'failed',
        providerStatus: 'bounce',
        messageId: MESSAGE_ID,
        providerMessageId: envelopeId,
        code: '5.1.1',
        reason: '550 5.1.1 No such user',
        consent: { change: 'suppress', address: JANE, reason: 'bounce' },
      },
    ]);
  });

  it('tells the same event of the same report', () => {
    const { address } = path();
    const [one, other] = [1, 2].map(() => returnedMails(mailTo(address), PATHS)?.[0]?.eventId);
    expect(one).toBe(other);
  });

  it.each([
    ['delayed', '4.4.7', 'noted', 'deferred'],
    ['failed', '5.2.2', 'failed', 'bounce'],
    ['delivered', '2.0.0', 'delivered', 'delivered'],
    ['relayed', '2.0.0', 'noted', 'relayed'],
  ])('reads %s %s, without suppressing anybody', (action, status, kind, providerStatus) => {
    const [report] = returnedMails(mailTo(path().address, dsn(JANE, action, status)), PATHS) ?? [];
    expect(report).toMatchObject({ kind, providerStatus, code: status });
    expect(report?.consent).toBeUndefined();
  });

  it('suppresses nobody else, whatever a report says', () => {
    const [report] = returnedMails(mailTo(path().address, dsn('victim@example.net')), PATHS) ?? [];
    expect(report).toMatchObject({ kind: 'failed' });
    expect(report?.consent).toBeUndefined();
  });

  it('only notes what became of a copy', () => {
    const { address } = path(true);
    expect(returnedMails(mailTo(address, dsn('copy@example.org')), PATHS)).toMatchObject([{ kind: 'noted' }]);
    expect(returnedMails(mailTo(address, dsn(JANE)), PATHS)).toMatchObject([{ kind: 'failed' }]);
  });

  it('believes nothing that comes to a return path nobody made', () => {
    const forged = path(false, new ReturnPaths('bounces.acme.example', ['other-key'])).address;
    const original = [`Message-ID: <${MESSAGE_ID}@acme.example>`];
    expect(returnedMails(mailTo(forged, dsn(JANE, 'failed', '5.1.1', original)), PATHS)).toEqual([]);
    expect(returnedMails(mailTo(forged, [], { headers: 'From: joe@example.org' }), PATHS)).toEqual([]);
  });

  it('knows a message by its Message-ID where there are no return paths, and suppresses nobody', () => {
    const original = [`Message-ID: <${MESSAGE_ID}@acme.example>`];
    const [report] =
      returnedMails(mailTo('hello@acme.example', dsn(JANE, 'failed', '5.1.1', original)), null) ?? [];
    expect(report).toMatchObject({ kind: 'failed', messageId: MESSAGE_ID, providerMessageId: null });
    expect(report?.consent).toBeUndefined();
  });

  it('reads a complaint, wherever it was sent', () => {
    const feedback = part('message/feedback-report', [
      'Feedback-Type: abuse',
      `Original-Mail-From: <${path().address}>`,
      `Original-Rcpt-To: <${JANE}>`,
    ]);
    expect(returnedMails(mailTo('fbl@acme.example', [feedback]), PATHS)).toMatchObject([
      { kind: 'noted', providerStatus: 'spamreport', consent: { address: JANE, reason: 'complaint' } },
    ]);
  });

  it.each([
    ['550 5.7.1 Refused by policy', 'failed', '5.7.1'],
    ['Your mail was returned: 550 No such user', 'failed', '550'],
    ['Will be tried again. 451 4.3.0 Later', 'noted', '4.3.0'],
    ['Something went wrong', 'noted', null],
  ])('reads words alone: %s', (text, kind, code) => {
    expect(returnedMails(mailTo(path().address, [], { text }), PATHS)).toMatchObject([{ kind, code }]);
  });

  it('leaves mails of people alone', () => {
    const mail = mailTo('hello@acme.example', [], {
      headers: 'From: Joe <joe@example.org>',
      sender: 'joe@example.org',
    });
    expect([returnedMails(mail, PATHS), returnedMails(mail, null)]).toEqual([null, null]);
  });

  it('takes garbage for nothing', () => {
    for (const content of ['', '\0', ':', 'Action', `${'Action: failed\n\n'.repeat(10_000)}`]) {
      const files = [{ contentType: 'message/delivery-status', filename: '', content: Buffer.from(content) }];
      const told = returnedMails(mailTo('hello@acme.example', files), PATHS);
      expect(told === null || told.length === 0).toBe(true);
    }
  });
});
