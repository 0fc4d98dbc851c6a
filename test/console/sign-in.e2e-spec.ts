import type { Page } from 'playwright-core';
import { newKey } from '../support/api-key.js';
import { send, SMS } from '../support/client.js';
import { buttonOf, headingOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

/** The most that the browser fetches before the first view is there, compressed. Bytes. */
const FIRST_LOAD = 250_000;

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

async function signIn(page: Page, secret: string): Promise<void> {
  await page.getByLabel('API key').fill(secret);
  await buttonOf(page, 'Sign in').click();
}

it('takes a key, says when it is wrong, and keeps what was typed, but not the key', async () => {
  const page = await tested.browser.open('about:blank');
  let bytes = 0;
  page.on('response', (response) => {
    if (response.url().includes('/console/')) bytes += Number(response.headers()['content-length'] ?? 0);
  });
  await page.goto(tested.at(''));
  await signIn(page, 'ssk_wrong');
  await page.getByRole('alert').getByText('This API key is not valid.').waitFor();
  expect(await page.getByLabel('API key').inputValue()).toBe('ssk_wrong');
  await signIn(page, tested.key);
  await headingOf(page, 'Overview').waitFor();
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(
    tested.key,
  );
  await page.waitForLoadState('networkidle').catch(() => undefined);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(FIRST_LOAD);
});

it('lasts over a reload; signing out leaves nothing, in no tab and not behind the back button', async () => {
  const { to } = await send(tested.system.url, { ...SMS, to: '+15559870011' });
  const seen = (page: Page) => page.getByRole('link', { name: to as string }).waitFor();
  const page = await tested.open('suppressions');
  await headingOf(page, 'Suppressions').waitFor();
  await page.getByRole('link', { name: 'Messages' }).click();
  await seen(page);
  await page.reload();
  await seen(page);
  const other = await tested.browser.openIn(page.context(), tested.at('messages'));
  await seen(other);
  await buttonOf(page, 'Sign out').click();
  for (const tab of [page, other]) {
    await tab.getByLabel('API key').waitFor();
    expect(await tab.content()).not.toContain(to);
  }
  await page.goBack();
  await page.getByLabel('API key').waitFor();
  expect(await page.content()).not.toContain(to);
});

it('shows who comes next what their own key may see, and nothing of before', async () => {
  const { to } = await send(tested.system.url, { ...SMS, to: '+15559870012', body: 'The code is 551177' });
  const { secret } = await newKey(tested.system, ['read'], { mask: true });
  const page = await tested.open('messages');
  await page.getByRole('link', { name: to as string }).waitFor();
  await buttonOf(page, 'Sign out').click();
  await page.getByLabel('API key').waitFor();
  const shown: string[] = [];
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) return;
    // What is still under way when the page is closed is shown to nobody.
    response.text().then(
      (text) => shown.push(text),
      () => undefined,
    );
  });
  await signIn(page, secret);
  await page.getByText('+1555•••0012').waitFor();
  await eventually(() => expect(shown.join()).toContain('+1555•••0012'));
  expect((await page.content()) + shown.join()).not.toMatch(/15559870012|551177/);
});

it('opens what the key may do, and no more', async () => {
  const { secret } = await newKey(tested.system, ['read']);
  const page = await tested.open('webhooks', secret);
  await page.getByText('There is no such view').waitFor();
  expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
    'Overview',
    'Messages',
    'Failures',
    'Conversations',
    'Costs',
    'Suppressions',
    'Sender pools',
  ]);
  const refused = await page.context().request.get(`${tested.url}/api/v1/webhook-endpoints`);
  expect(refused.status()).toBe(403);
});

it('ends with the key', async () => {
  const { id, secret } = await newKey(tested.system, ['read']);
  const page = await tested.open('messages', secret);
  await headingOf(page, 'Messages').waitFor();
  await tested.system.database.pool.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
  await page.getByLabel('API key').waitFor();
});

it('is not asked for in development', async () => {
  const page = await tested.browser.open(`${tested.system.url}/console/`);
  await headingOf(page, 'Overview').waitFor();
});
