import type { InboxView } from '../../apps/sandbox/src/inbox/inbox-view.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SECRET = 'parse-secret';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    EMAIL_PROVIDER: 'smtp',
    SMTP_BOUNCE_DOMAIN: 'bounces.acme.example',
    SENDGRID_INBOUND_SECRET: SECRET,
    PROVIDER_TIMEOUT_MS: '5000',
    SETTLE_SECONDS: '0',
  });
  await system.startProcessor();
}, 120_000);
afterAll(() => system.stop());

interface MessageAnswer {
  id: string;
  status: string;
  provider: string;
  error: { code: string | null } | null;
  events?: { type: string; detail: Record<string, unknown> }[];
}

async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${system.url}/api/v1/${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'Content-Type': 'application/json' },
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as T;
}

function send(to: string, changes = {}): Promise<MessageAnswer> {
  const mail = { from: 'Acme <hello@acme.example>', to, type: 'email', subject: 'Hi', body: `To ${to}` };
  return call('messages/send', { ...mail, ...changes });
}

const at = (mailbox: string) => `${mailbox}@simulator.sendstream.test`;
const read = (id: string) => call<MessageAnswer>(`messages/${id}`);

async function arrived(to: string): Promise<InboxView[]> {
  const response = await fetch(`${system.sandbox.url}/messages?to=${encodeURIComponent(to)}`);
  return ((await response.json()) as { messages: InboxView[] }).messages;
}

async function suppressed(address: string): Promise<boolean> {
  const { suppressions } = await call<{ suppressions: unknown[] }>(
    `suppressions?address=${encodeURIComponent(address)}`,
  );
  return suppressions.length > 0;
}

describe('A mail by EMAIL_PROVIDER=smtp', () => {
  it('is delivered to the mail server', async () => {
    const { id, provider } = await send('jane@example.org', { html: '<p>Hi</p>' });
    expect(provider).toBe('smtp');
    await eventually(async () => expect(await read(id)).toMatchObject({ status: 'sent' }));
    expect(await arrived('jane@example.org')).toMatchObject([
      {
        provider: 'smtp',
        message_id: id,
        subject: 'Hi',
        html: expect.stringContaining('<p>Hi</p>') as string,
      },
    ]);
  });

  it.each([
    ['bounce', 'failed', '5.1.1', true],
    ['blocked', 'failed', '5.7.1', false],
    ['deferred', 'sent', null, false],
    ['spamreport', 'sent', null, true],
  ])('comes back as %s: %s', async (mailbox, status, code, isSuppressed) => {
    const to = at(mailbox);
    const { id } = await send(to);
    await eventually(async () => {
      const [mail] = await arrived(to);
      expect(mail?.callbacks).toMatchObject([{ http_status: 200 }]);
      expect(await read(id)).toMatchObject({ status, ...(code !== null && { error: { code } }) });
    });
    await eventually(async () => expect(await suppressed(to)).toBe(isSuppressed));
  });

  it.each([
    ['400', 'failed', '5.1.1'],
    ['503-twice', 'sent', null],
    ['cut-once', 'sent', null],
  ])('to %s ends as %s', async (mailbox, status, code) => {
    const { id } = await send(at(mailbox));
    await eventually(async () => {
      expect(await read(id)).toMatchObject({ status, ...(code !== null && { error: { code } }) });
    });
  });

  it('believes no bounce that somebody made up', async () => {
    const { id } = await send('carol@example.org');
    await eventually(async () => expect(await read(id)).toMatchObject({ status: 'sent' }));
    const forged = `bounce+${'0'.repeat(26)}.0000000.${'0'.repeat(19)}@bounces.acme.example`;
    const report = [
      'From: MAILER-DAEMON@example.org',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.org',
      '',
      'Final-Recipient: rfc822; carol@example.org',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${id}@acme.example>`,
      '',
      '--b--',
    ].join('\r\n');
    const form = new FormData();
    form.set('envelope', JSON.stringify({ to: [forged], from: '' }));
    form.set('email', report);
    const url = `${system.url}/api/v1/webhooks/sendgrid/inbound/${SECRET}`;
    const response = await fetch(url, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(await read(id)).toMatchObject({ status: 'sent' });
    expect(await suppressed('carol@example.org')).toBe(false);
    const inbound = await call<{ total: number }>('messages?direction=inbound');
    expect(inbound.total).toBe(0);
  });
});
