import type { Page } from 'playwright-core';
import { barriersOn, TestBrowser } from '../support/browser.js';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const PHONE = { width: 390, height: 844 };
const HOSTILE = '\u202e<script>document.title="run"</script><img src=x onerror=alert(1)>';

let system: RunningSystem;
let browser: TestBrowser;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
  browser = await TestBrowser.start();
}, 120_000);
afterAll(async () => {
  await browser?.stop();
  await system.stop();
});
afterEach(() => expect(browser.faults.splice(0)).toEqual([]));

const open = (query = '', options = {}) => browser.open(`${system.sandbox.url}/messages${query}`, options);
const items = (page: Page) => page.getByRole('list', { name: 'Messages' }).locator('> li');
const item = (page: Page, text: string) => items(page).filter({ hasText: text });

async function write(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: 'Send' }).click();
}

it('shows what arrives at once, with our id, which leads to the message in the console', async () => {
  const page = await open();
  const { id } = await send(system.url, { ...SMS, to: '+15559871001', body: 'Your table is ready' });
  await item(page, 'Your table is ready').getByText('delivered', { exact: true }).waitFor();
  const link = item(page, 'Your table is ready').getByRole('link', { name: id });
  expect(await link.getAttribute('href')).toBe(`${system.url}/console/messages/${id}`);
});

it('takes a text as a person writes it, says what the api answered, and shows it', async () => {
  const page = await open();
  await write(page, {
    From: '+1 (555) 987-1002',
    'To one of your numbers': '+15551234567',
    Text: 'On my way',
  });
  await page.getByRole('status').getByText('answered 200').waitFor();
  await item(page, 'On my way').getByText('received: 200').waitFor();
  expect(await item(page, 'On my way').innerText()).toContain('Written to you');
  expect(await page.getByLabel('From').inputValue()).toBe('+15559871002');
  expect(await page.getByLabel('Text').inputValue()).toBe('');
  const { rows } = await system.database.pool.query(
    "SELECT to_address FROM messages WHERE body = 'On my way'",
  );
  expect(rows).toEqual([{ to_address: '+15551234567' }]);
});

it.each([
  ['From', '555 987', 'This is not a phone number'],
  ['From', '+1555987', 'This is too short for a phone number'],
  ['To one of your numbers', '+155512345678901', 'This is too long for a phone number'],
  ['To one of your numbers', 'Alice', 'This is not a phone number'],
])('refuses a wrong number in %s, and keeps what was typed', async (label, value, reason) => {
  const page = await open();
  const before = await items(page).count();
  await write(page, { Text: 'Kept', [label]: value });
  await page.getByText(reason).waitFor();
  expect(await page.getByLabel(label).getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel(label).inputValue()).toBe(value);
  expect(await page.getByLabel('Text').inputValue()).toBe('Kept');
  expect(await items(page).count()).toBe(before);
  expect(await barriersOn(page)).toEqual([]);
});

it('finds by words, numbers, statuses and codes while they are typed, and the search is a link', async () => {
  const { id } = await send(system.url, { ...SMS, to: '+15005553003', body: 'Never read' });
  await reaches(system.url, id, 'failed');
  await send(system.url, { ...SMS, to: '+15559871003', body: 'Read soon' });
  const page = await open();
  await item(page, 'Read soon').waitFor();
  await page.getByRole('searchbox').fill('30003 553003');
  await item(page, 'Read soon').waitFor({ state: 'detached' });
  expect(await items(page).count()).toBe(1);
  await page.reload();
  expect(await items(page).allInnerTexts()).toEqual([expect.stringContaining('Never read')]);
  await page.getByRole('searchbox').fill('nowhere');
  await page.getByText('No message has these words').waitFor();
  await page.getByRole('searchbox').fill(id);
  await item(page, 'Never read').waitFor();
});

it('shows the HTML of a mail, of which nothing runs and nothing is loaded, and leaves it open', async () => {
  const html = '<h1 style="color: rgb(1, 2, 3)">Thank you</h1><script>parent.document.title = "run"</script>';
  await send(system.url, { ...EMAIL, to: 'reader@example.org', html });
  const page = await open();
  await item(page, 'reader@example.org').getByText('The mail as HTML').click();
  const mail = page.frameLocator('iframe');
  await mail.getByRole('heading', { name: 'Thank you' }).waitFor();
  const colour = 'getComputedStyle(document.querySelector("h1")).color';
  expect(await page.frames()[1]?.evaluate(colour)).toBe('rgb(1, 2, 3)');
  await send(system.url, { ...SMS, to: '+15559871004', body: 'Meanwhile' });
  await item(page, 'Meanwhile').waitFor();
  await mail.getByRole('heading', { name: 'Thank you' }).waitFor();
  expect(await page.title()).toBe('Sandbox: what arrived');
  expect(browser.faults.splice(0).filter((fault) => !fault.startsWith('Blocked script'))).toEqual([]);
});

it('shows strangers’ words as words, on a phone too, in light and in dark', async () => {
  await send(system.url, { ...EMAIL, subject: HOSTILE.slice(1), body: `${HOSTILE} ${'W'.repeat(2_000)}` });
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open('', { viewport: PHONE, colorScheme });
    await item(page, 'W'.repeat(2_000)).waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('Sandbox: what arrived');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await page.getByText('Numbers and addresses that choose an outcome').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    expect([colorScheme, await barriersOn(page)]).toEqual([colorScheme, []]);
  }
});
