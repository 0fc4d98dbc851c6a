import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { seed } from '../../tools/src/seed/seed.js';
import { buttonOf, dialogOf, headingOf, pressInMenu, TestConsole } from '../support/console.js';
import { reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';

/** The ten questions of docs/console.md, each answered as it is written there, of what `npm run seed` makes. */
const SEED = 1;
const MESSAGES = 4_000;

/** Accepted, and then undelivered: apps/sandbox/README.md. */
const UNREACHABLE = '+15005553003';

let tested: TestConsole;
let page: Page;

beforeAll(async () => {
  tested = await TestConsole.start();
  const { url, database } = tested.system;
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    await seed(client, { messages: MESSAGES, conversations: MESSAGES / 10, seed: SEED }, () => undefined);
  } finally {
    await client.end();
  }
  // Whatever the hour, there was one of each today.
  const code = { ...SMS, tags: ['login-code'] };
  const [delivered, failed] = [await send(url, code), await send(url, { ...code, to: UNREACHABLE })];
  await reaches(url, delivered.id, 'delivered');
  await reaches(url, failed.id, 'failed');
  page = await tested.open('overview');
}, 60_000);
afterAll(() => tested?.stop());

const goTo = (view: string) =>
  page.getByRole('navigation').getByRole('link', { name: view, exact: true }).click();
const choose = async (filter: string, option: string) => {
  await pressInMenu(
    page.getByRole('search').getByRole('button', { name: filter }),
    page.getByRole('menuitemcheckbox', { name: option, exact: true }),
  );
  await page.keyboard.press('Escape');
};
const query = () => new URL(page.url()).searchParams;
const one = async (text: string): Promise<string> => {
  const { rows } = await tested.system.database.pool.query<{ value: string }>(text);
  return rows[0]?.value ?? '';
};

it('1. why did this person get no code?', async () => {
  await goTo('Messages');
  await page.getByPlaceholder(/Number or address/).fill(UNREACHABLE.slice(-7));
  await choose('Status', 'failed');
  await page.locator('tbody tr', { hasText: '30003' }).first().locator('a').first().click();
  await headingOf(page, UNREACHABLE).waitFor();
  await page.getByText('Unreachable destination handset').first().waitFor();
});

it('2. how many failed today, and why?', async () => {
  await goTo('Failures');
  await page.getByText('24 hours').click();
  await page.getByRole('heading', { name: /^\d+ failed, by hour$/ }).waitFor();
  await page.locator('tbody tr code', { hasText: '30003' }).first().waitFor();
});

it('3. retry them', async () => {
  await goTo('Failures');
  await page
    .locator('tbody tr', { hasText: '30003' })
    .first()
    .getByRole('link', { name: /^Retry all/ })
    .click();
  await page.getByRole('button', { name: /^Retry \d+ messages?$/ }).click();
  await buttonOf(dialogOf(page), 'Retry').click();
  await page.getByText('It has begun').waitFor();
  await page.waitForURL(/bulk-actions\/[0-9a-f-]{36}/);
});

it('4. is Twilio slow?', async () => {
  await goTo('Overview');
  await page.getByRole('region', { name: 'twilio' }).getByText('Answered in').waitFor();
});

it('5. who revoked that key?', async () => {
  await goTo('API keys');
  await page
    .getByRole('row', { name: 'old-newsletter-tool' })
    .getByRole('link', { name: 'By whom?' })
    .click();
  await page.getByRole('row', { name: 'api_key.revoke' }).getByText('ops-ben (console)').last().waitFor();
});

it('6. did our webhook receiver miss any?', async () => {
  await goTo('Webhooks');
  await page.getByRole('link', { name: /shop\.corner-shop/ }).click();
  await page.getByLabel('Status').selectOption('failed');
  await page.getByRole('row', { name: 'failed' }).first().waitFor();
  await buttonOf(page, 'Recover all since …').click();
  await buttonOf(dialogOf(page), 'Recover').click();
  await page.getByText(/events? will be sent again/).waitFor();
});

it('7. what waits?', async () => {
  await goTo('Overview');
  await page.getByRole('heading', { name: /^What waits/ }).waitFor();
  await page.getByRole('main').getByText('scheduled').first().waitFor();
});

it('8. what did we send this person last month?', async () => {
  const person = await one(
    `SELECT participant_to AS value FROM conversations WHERE channel_type = 'sms' AND message_count > 3 LIMIT 1 OFFSET 5`,
  );
  await goTo('Messages');
  await page.getByPlaceholder(/Number or address/).fill(person);
  await page.waitForURL((at) => at.searchParams.get('search') === person);
  await page.getByLabel('Direction').selectOption('outbound');
  await page.locator('tbody a', { hasText: person }).first().waitFor();
  expect(query().get('direction')).toBe('outbound');
});

it('9. stop that campaign', async () => {
  await goTo('Messages');
  await choose('Status', 'scheduled');
  await page.getByPlaceholder(/Number or address/).fill('spring-sale');
  await page.waitForURL((at) => at.searchParams.get('search') === 'spring-sale');
  await pressInMenu(
    buttonOf(page, 'Act on all'),
    page.getByRole('menuitem', { name: 'Cancel all of these' }),
  );
  await page.getByRole('button', { name: /^Cancel \d+ messages$/ }).click();
  await buttonOf(dialogOf(page), 'Cancel').click();
  await page.getByText('It has begun').waitFor();
  await eventually(async () => {
    expect(await one(`SELECT count(*) AS value FROM messages WHERE status = 'scheduled'`)).toBe('0');
  });
});

it('10. is anything stuck?', async () => {
  await goTo('Overview');
  const state = page.getByRole('status', { name: 'State' });
  await state.getByRole('link', { name: /webhooks? waiting for an endpoint that is paused/ }).click();
  await headingOf(page, /shop\.corner-shop/).waitFor();
});
