import { sendMany } from '../bulk-actions/many-messages.js';
import { get, send, SMS } from '../support/client.js';
import { buttonOf, dialogOf, headingOf, pressInMenu, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

/** More than two pages of them. */
const MANY = 130;

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('goes on as it is scrolled, follows what happens, and is walked with the keyboard', async () => {
  const { url } = tested.system;
  const newest = await get(url, (await sendMany(url, MANY, 'walked')).at(-1) as string);
  const page = await tested.visit('messages?tag=walked');
  const rows = page.locator('[data-row]');
  await rows.first().waitFor();
  await eventually(async () => {
    await rows.last().scrollIntoViewIfNeeded();
    expect(await rows.count()).toBe(MANY);
  }, 15_000);
  expect(new Set(await rows.allInnerTexts()).size).toBe(MANY);

  const { to } = await send(url, { ...SMS, to: '+15559860999', tags: ['walked'] });
  await page.getByRole('link', { name: to as string }).waitFor();
  expect(await rows.count()).toBe(MANY + 1);

  for (const pressed of ['j', 'j', 'k', 'j']) await page.keyboard.press(pressed);
  expect(await page.locator(':focus').innerText()).toBe(newest.to);
  await page.keyboard.press('/');
  expect(await page.locator(':focus').getAttribute('placeholder')).toMatch(/^Number or address/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await dialogOf(page).getByText('Next row').waitFor();
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'hidden' });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await headingOf(page, to as string).waitFor();
}, 60_000);

it('says what to do where nothing is found, and what is wrong with a filter', async () => {
  await send(tested.system.url);
  const page = await tested.visit('messages?tag=nothing');
  await page.getByText('No message fits').waitFor();
  await buttonOf(page, 'Clear the filters').click();
  await page.locator('[data-row]').first().waitFor();
  await page.goto(tested.at('messages?status=lost'));
  await page.getByText('This could not be loaded').waitFor();
});

it('keeps its filters in the address, so that a view is a link', async () => {
  const { url } = tested.system;
  await send(url, { ...SMS, to: '+15559860001', tags: ['linked'] });
  await send(url, { ...SMS, to: '+15559860002' });
  const page = await tested.visit('messages');
  await page.getByRole('link', { name: '+15559860002' }).waitFor();
  await page.getByRole('searchbox', { name: 'Search' }).fill('55986000');
  const option = (status: string) => page.getByRole('menuitemcheckbox', { name: status, exact: true });
  await pressInMenu(buttonOf(page, 'Status any'), option('sent'));
  for (const status of ['delivered', 'pending', 'sending']) await option(status).click();
  await page.keyboard.press('Escape');
  await page.waitForURL(
    (at) => at.searchParams.getAll('status').length === 4 && at.search.includes('search='),
  );
  const link = new URL(page.url());
  link.searchParams.set('tag', 'linked');
  await page.goto(link.href);
  await page.getByRole('link', { name: '+15559860001' }).waitFor();
  expect(await page.locator('[data-row]').count()).toBe(1);
});

it('offers the accounts that there are as providers', async () => {
  const page = await tested.visit('messages?provider=twilio');
  const offered = page.getByLabel('Provider').locator('option');
  await offered.nth(1).waitFor({ state: 'attached' });
  const { accounts } = (await (
    await fetch(`${tested.system.url}/api/v1/admin/routes`, {
      headers: { authorization: `Bearer ${tested.key}` },
    })
  ).json()) as { accounts: { name: string }[] };
  expect(await offered.allInnerTexts()).toEqual(['any', ...accounts.map(({ name }) => name)]);
});

it('asks nothing while nobody looks', async () => {
  const page = await tested.visit('messages');
  await page.locator('[data-row]').first().waitFor();
  const turn = (state: 'hidden' | 'visible') =>
    page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { get: () => '${state}', configurable: true });
       document.dispatchEvent(new Event('visibilitychange'))`,
    );
  await turn('hidden');
  let asked = 0;
  page.on('request', () => (asked += 1));
  const { to } = await send(tested.system.url, { ...SMS, to: '+15559870041' });
  const looking = await tested.open('messages?tag=nothing');
  await buttonOf(looking, 'Clear the filters').click();
  const shown = looking.getByRole('link', { name: to as string });
  await shown.waitFor();
  // Who looks is shown what comes later, too: by then the other one would have asked.
  const { to: later } = await send(tested.system.url, { ...SMS, to: '+15559870042' });
  await looking.getByRole('link', { name: later as string }).waitFor();
  expect(asked).toBe(0);
  await turn('visible');
  await page.getByRole('link', { name: later as string }).waitFor();
});
