import { EMAIL, reaches, send, SMS, timeline } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    PROVIDER_TIMEOUT_MS: '300',
    SETTLE_SECONDS: '1',
    MAX_RETRIES: '2',
    CLAIM_LEASE_SECONDS: '2',
  });
  await system.startProcessor();
});
afterAll(() => system.stop());

const mailTo = (mailbox: string) => ({ ...EMAIL, to: `${mailbox}@simulator.sendstream.test` });
const smsTo = (number: string) => ({ ...SMS, to: number });

async function arrived(body: string): Promise<number> {
  const response = await fetch(`${system.sandbox.url}/messages?limit=100`, {
    headers: { accept: 'application/json' },
  });
  const { messages } = (await response.json()) as { messages: { body: string }[] };
  return messages.filter((message) => message.body === body).length;
}

describe('what providers may do to a message', () => {
  it('tries again when the provider has trouble, and the message arrives', async () => {
    const { id } = await send(system.url, smsTo('+15005551503'));
    expect(await reaches(system.url, id, 'delivered', 15_000)).toMatchObject({ retry_count: 2, error: null });
    expect((await timeline(system.url, id)).filter((type) => type === 'retry')).toHaveLength(2);
  });

  it('gives up after MAX_RETRIES with the reason', async () => {
    const { id } = await send(system.url, smsTo('+15005550500'));
    const failed = await reaches(system.url, id, 'failed');
    expect(failed).toMatchObject({ retry_count: 2, error: { code: '20500', provider: 'twilio' } });
    const events = await timeline(system.url, id);
    expect(events.filter((type) => type === 'sending')).toHaveLength(3);
  });

  it('never tries a permanent refusal again', async () => {
    const { id } = await send(system.url, smsTo('+15005550004'));
    expect(await reaches(system.url, id, 'failed')).toMatchObject({
      retry_count: 0,
      error: { code: '21610' },
    });
  });

  it('waits as long as Retry-After says', async () => {
    const { id } = await send(system.url, smsTo('+15005551429'));
    const waiting = await reaches(system.url, id, 'retry');
    const wait = Date.parse(waiting.next_attempt_at as string) - Date.parse(waiting.updated_at as string);
    expect(wait).toBe(2_000);
    await reaches(system.url, id, 'delivered');
  });

  it('follows an undelivered message to failed', async () => {
    const { id } = await send(system.url, smsTo('+15005553003'));
    expect(await reaches(system.url, id, 'failed')).toMatchObject({
      error: { code: '30003', provider: 'twilio' },
    });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'failed']);
  });

  it.each([
    ['bounce', /5\.1\.1/],
    ['dropped', /bounced/i],
  ])('follows a %s email to failed', async (mailbox, reason) => {
    const { id } = await send(system.url, mailTo(mailbox));
    const failed = await reaches(system.url, id, 'failed');
    expect((failed.error as { message: string }).message).toMatch(reason);
  });

  it('takes a deferral for no failure', async () => {
    const { id } = await send(system.url, mailTo('deferred'));
    await reaches(system.url, id, 'delivered');
  });

  it.each([
    ['got no answer', '+15005550408'],
    ['was cut off', '+15005550499'],
  ])('settles a call that %s by looking, and does not send it again', async (_, number) => {
    const body = `once to ${number}`;
    const { id } = await send(system.url, { ...smsTo(number), body });
    await reaches(system.url, id, 'delivered');
    expect((await timeline(system.url, id)).filter((type) => type === 'sending')).toHaveLength(1);
    expect(await arrived(body)).toBe(1);
  });

  it.each([
    ['got no answer', '+15005551408'],
    ['was cut off', '+15005551499'],
  ])('sends again what %s once the provider is certain not to have it', async (_, number) => {
    const { id } = await send(system.url, smsTo(number));
    await reaches(system.url, id, 'delivered');
    const events = await timeline(system.url, id);
    expect(events).toEqual(expect.arrayContaining(['outcome_unknown', 'settling', 'retry']));
    expect(events.filter((type) => type === 'sending')).toHaveLength(2);
  });

  it("learns from SendGrid's own event that an unanswered mail was taken", async () => {
    const { id } = await send(system.url, mailTo('timeout'));
    await reaches(system.url, id, 'delivered');
    expect((await timeline(system.url, id)).filter((type) => type === 'sending')).toHaveLength(1);
  });

  it('resends an unanswered mail that SendGrid never spoke of, as the policy for email says', async () => {
    const { id } = await send(system.url, mailTo('timeout-once'));
    await reaches(system.url, id, 'delivered');
    expect((await timeline(system.url, id)).filter((type) => type === 'sending')).toHaveLength(2);
  });
});
