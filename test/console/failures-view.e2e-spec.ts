import type { Page } from 'playwright-core';
import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

/** 30003: unreachable; 21211: not a valid number. apps/sandbox/README.md. */
const [UNREACHABLE, NO_NUMBER] = ['+15005553003', '+15005550001'];
const OTHER_SENDER = '+15551234568';

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
  const { url } = tested.system;
  const failing = [
    { to: UNREACHABLE },
    { to: UNREACHABLE, from: OTHER_SENDER },
    { to: NO_NUMBER },
    { to: UNREACHABLE },
  ];
  const sent = await Promise.all(failing.map((fields) => send(url, { ...SMS, ...fields })));
  for (const { id } of sent) await reaches(url, id, 'failed');
  await eventually(async () => {
    const answer = await fetch(`${url}/api/v1/statistics/failures?interval=hour`);
    expect(((await answer.json()) as { count: number }).count).toBe(failing.length);
  }, 20_000);
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

/** The rows of the view before may still stand while its address has changed. */
const showsMessages = (page: Page, to: string[]) =>
  eventually(async () => expect(await page.locator('[data-row]').allInnerTexts()).toEqual(to));

it('tells what failed alike, in words, and leads to the very messages', async () => {
  const page = await tested.visit('failures');
  await page.getByRole('heading', { name: '4 failed, by hour' }).waitFor();
  const rows = page.getByRole('table', { name: 'What failed, by what it failed of' }).locator('tbody tr');
  // The most frequent first, with its share; its meaning and what to do come from the table of codes.
  const [first, second] = [rows.nth(0), rows.nth(1)];
  await first.getByText('30003').waitFor();
  expect(await first.innerText()).toMatch(/unreachable[^]*75 %[^]*3/i);
  expect(await second.innerText()).toMatch(/21211[^]*25 %[^]*1/);
  expect(await first.locator('.failure-advice').innerText()).not.toBe('');
  await first.locator('[data-row]').click();
  await page.waitForURL((at) => at.pathname.endsWith('/messages') && at.search.includes('error_code=30003'));
  await showsMessages(page, Array<string>(3).fill(UNREACHABLE));
});

it('tells apart by what is asked for, and finds a code', async () => {
  const page = await tested.visit('failures?group_by=sender&group_by=destination');
  const rows = page.getByRole('table', { name: 'What failed, by what it failed of' }).locator('tbody tr');
  await rows.filter({ hasText: OTHER_SENDER }).getByText('25 %').waitFor();
  await rows.filter({ hasText: 'United States' }).first().waitFor();
  await page.getByRole('searchbox', { name: 'Code' }).fill('21211');
  await page.getByRole('heading', { name: '1 failed, by hour' }).waitFor();
  await page.getByRole('searchbox', { name: 'Code' }).fill('99999');
  await page.getByText('No failure fits').waitFor();
});

it('leads from a group to the very messages, by where they went and as the view is narrowed', async () => {
  const page = await tested.visit(`failures?group_by=sender&group_by=destination&code=30003`);
  const row = page.getByRole('row').filter({ hasText: OTHER_SENDER });
  await row.filter({ hasText: 'United States' }).locator('[data-row]').click();
  await page.waitForURL((at) => at.pathname.endsWith('/messages'));
  const query = new URL(page.url()).searchParams;
  expect(Object.fromEntries(query)).toMatchObject({
    ...{ status: 'failed', error_code: '30003', from: OTHER_SENDER, destination: 'US' },
    ...{ changed_after: expect.any(String), changed_before: expect.any(String) },
  });
  await showsMessages(page, [UNREACHABLE]);
});

it('retries what a group shows and no more', async () => {
  const page = await tested.visit('failures?group_by=destination&code=21211');
  await page
    .getByRole('row', { name: /United States/ })
    .getByRole('link', { name: 'Retry all …' })
    .click();
  await page.getByText('Retries 1 message.').waitFor();
});

it('offers to retry all of a group to who may, and to nobody else', async () => {
  const page = await tested.visit('failures');
  const row = page.getByRole('row', { name: /30003/ });
  await row.getByRole('link', { name: 'Retry all …' }).click();
  await page.getByText('Retries 3 messages.').waitFor();

  const { secret } = await newKey(tested.system, ['read']);
  const reader = await tested.open('failures', secret);
  await reader.getByRole('row', { name: /30003/ }).waitFor();
  expect(await reader.getByRole('link', { name: 'Retry all …' }).count()).toBe(0);
  await reader.goto(tested.at('bulk-actions/new?action=retry&status=failed'));
  await reader.getByText('There is no such view').waitFor();
});
