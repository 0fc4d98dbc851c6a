import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { buttonOf, confirm, dialogOf, headingOf, statusOf, TestConsole } from '../support/console.js';

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('stops messages to an address until it is removed, and the messages can then be sent', async () => {
  const to = '+15559870021';
  const { url } = tested.system;
  const page = await tested.visit('suppressions');
  await page.getByText('Nobody is suppressed').waitFor();
  await buttonOf(page, 'Suppress an address').click();
  await dialogOf(page).getByLabel('Address').fill('nobody');
  await dialogOf(page).getByLabel('Note').fill('Asked for by phone');
  await buttonOf(page, 'Suppress').click();
  await page.getByText('This must be a phone number').waitFor();
  expect(await dialogOf(page).getByLabel('Note').inputValue()).toBe('Asked for by phone');
  await dialogOf(page).getByLabel('Address').fill('+1 555 987 0021');
  await buttonOf(page, 'Suppress').click();
  const row = page.getByRole('row', { name: to });
  await row.getByText('Asked for by phone').waitFor();

  const { id } = await send(url, { ...SMS, to });
  await reaches(url, id, 'failed');
  await page.goto(tested.at(`messages/${id}`));
  await page.getByText('It failed').waitFor();
  await page.getByText('suppressed').first().waitFor();

  await page.getByRole('link', { name: 'Suppressions' }).click();
  await confirm(page, buttonOf(row, 'Remove'), 'Remove');
  await page.getByText('Nobody is suppressed').waitFor();
  await page.goto(tested.at(`messages/${id}`));
  await confirm(page, buttonOf(page, 'Retry'), 'Retry');
  await statusOf(page, 'delivered').waitFor();
}, 60_000);

it('are found by address and by reason, and who may only read changes none', async () => {
  const { system } = tested;
  for (const [channel, address] of [
    ['sms', '+15559870022'],
    ['email', 'wombat@example.org'],
  ]) {
    await fetch(`${system.url}/api/v1/suppressions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel, address, reason: 'manual' }),
    });
  }
  const { secret } = await newKey(system, ['read']);
  const page = await tested.open('suppressions', secret);
  await page.getByRole('cell', { name: 'wombat@example.org' }).waitFor();
  await page.getByRole('searchbox', { name: 'Address' }).fill('+15559870022');
  await page.getByRole('cell', { name: 'wombat@example.org' }).waitFor({ state: 'hidden' });
  await page.getByRole('cell', { name: '+15559870022' }).waitFor();
  await page.getByLabel('Reason').selectOption('stop');
  await page.getByText('No suppression fits').waitFor();
  expect(await headingOf(page, 'Suppressions').count()).toBe(1);
  expect(await page.getByRole('button', { name: /^(Suppress an address|Remove)$/ }).count()).toBe(0);
  const refused = await page.context().request.post(`${tested.url}/api/v1/suppressions`, {
    headers: { 'X-CSRF-Token': await csrfOf(page) },
    data: { channel: 'sms', address: '+15559870023', reason: 'manual' },
  });
  expect([refused.status(), await refused.json()]).toEqual([
    403,
    expect.objectContaining({ missing_scope: 'manage' }),
  ]);
});

/** What the page itself would send with a change. */
async function csrfOf(page: Awaited<ReturnType<TestConsole['open']>>): Promise<string> {
  const session = await page.context().request.get(`${tested.url}/api/v1/session`);
  return ((await session.json()) as { csrf_token: string }).csrf_token;
}
