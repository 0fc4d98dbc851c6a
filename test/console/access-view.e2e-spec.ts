import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { buttonOf, confirm, dialogOf, headingOf, TestConsole } from '../support/console.js';

let tested: TestConsole;

beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('makes a key whose secret is told once, changes and revokes it, and records who did', async () => {
  const { system } = tested;
  const page = await tested.visit('api-keys');
  await buttonOf(page, 'Create a key').click();
  const form = dialogOf(page);
  await form.getByLabel('Name').fill('Support desk');
  await form.getByLabel('Requests a minute').fill('60');
  await form.getByLabel(/masked/).check();
  await form.getByLabel(/^manage/).check();
  await buttonOf(form, 'Create').click();
  await form
    .getByRole('alert')
    .getByText(/webhooks that such a key adds tell everything/)
    .waitFor();
  await form.getByLabel(/^manage/).uncheck();
  await buttonOf(form, 'Create').click();
  const secret = await dialogOf(page).locator('code', { hasText: 'ssk_' }).innerText();
  await buttonOf(page, 'I have kept it').click();
  const row = page.getByRole('row', { name: 'Support desk' });
  await row.getByText('masked').waitFor();
  await row.getByText('never').waitFor();
  expect(await page.content()).not.toContain(secret);

  const { to } = await send(system.url, { ...SMS, to: '+15559870071', body: 'The code is 551199' });
  const support = await tested.open('messages', secret);
  await support.getByText('+1555•••0071').waitFor();
  expect(await support.content()).not.toMatch(new RegExp(`\\${to}|551199`));
  expect(await support.getByRole('navigation').getByRole('link', { name: 'API keys' }).count()).toBe(0);

  await buttonOf(row, 'Change').click();
  await dialogOf(page).getByLabel('Requests a minute').fill('120');
  await buttonOf(dialogOf(page), 'Save').click();
  await row.getByText('120 a minute').waitFor();
  await confirm(page, buttonOf(row, 'Revoke'), 'Revoke the key');
  await row.getByText('revoked').waitFor();
  await support.getByLabel('API key').waitFor();

  await row.getByRole('link', { name: 'By whom?' }).click();
  await page.getByRole('row', { name: 'api_key.revoke' }).waitFor();
  await page.goto(tested.at('audit'));
  await page.getByRole('row', { name: 'api_key.revoke' }).first().waitFor();
  await page.getByLabel('Action').fill('api_key.change');
  await page.waitForURL((at) => at.searchParams.get('action') === 'api_key.change');
  await page.getByText('rate limit: 60 → 120').waitFor();
  await page.getByRole('row', { name: 'api_key.revoke' }).waitFor({ state: 'hidden' });
  await buttonOf(page, 'api_key.change').click();
  await dialogOf(page).getByText('"rate_limit": 120').waitFor();
}, 60_000);

it('keeps what was typed when the name is taken', async () => {
  await newKey(tested.system, ['read']);
  const page = await tested.visit('api-keys');
  const name = await page.locator('tbody [data-main]').first().innerText();
  await buttonOf(page, 'Create a key').click();
  await dialogOf(page).getByLabel('Name').fill(name);
  await buttonOf(dialogOf(page), 'Create').click();
  await page
    .getByRole('alert')
    .getByText(/exists already/)
    .waitFor();
  expect(await dialogOf(page).getByLabel('Name').inputValue()).toBe(name);
});

it('leads from a change to what was changed', async () => {
  const { system } = tested;
  const { id } = await send(system.url, { ...SMS, to: '+15005553003' });
  await reaches(system.url, id, 'failed');
  const page = await tested.visit(`messages/${id}`);
  await confirm(page, buttonOf(page, 'Retry'), 'Retry');
  await page.getByText('The message is sent again').waitFor();
  await page.goto(tested.at(`audit?object_id=${id}`));
  await buttonOf(page, 'message.retry').click();
  await dialogOf(page).getByRole('link', { name: id }).click();
  await headingOf(page, '+15005553003').waitFor();
});
