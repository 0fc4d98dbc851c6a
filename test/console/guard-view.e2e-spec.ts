import request from 'supertest';
import { newKey, type TestKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { buttonOf, confirm, dialogOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { routesFile } from '../support/routes-file.js';

const HOUR_MS = 3_600_000;
const SOON_MS = 60_000;
const SLOW = '+15550000009';
const FILE = `
paces:
  senders:
    "${SLOW}": { per_second: 0.01 }
`;

let tested: TestConsole;
let admin: TestKey;
let spender: TestKey;
beforeAll(async () => {
  tested = await TestConsole.start({
    GUARD: 'on',
    GUARD_COUNTRIES: '*',
    GUARD_CODE_CAPS: '5/10m,10/d',
    GUARD_BURST_MESSAGES: '4',
    PRICE_AFTER_SECONDS: '1',
    ROUTES_FILE: routesFile(FILE),
  });
  [admin, spender] = await Promise.all([
    newKey(tested.system, ['admin']),
    newKey(tested.system, ['send', 'read']),
  ]);
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

const as = ({ secret }: TestKey, method: 'get' | 'put' | 'post', path: string, body?: object) =>
  request(tested.url)[method](path).set('Authorization', `Bearer ${secret}`).send(body);

it('tells which prefixes are stopped and why, what the rules refused, and lifts a stop', async () => {
  const { system } = tested;
  await system.redis.redis.set('guard:since', Date.now() - 25 * HOUR_MS);
  const messages = Array.from({ length: 6 }, (_, n) => ({ ...SMS, to: `+3361100000${n}`, priority: 'code' }));
  await request(system.url).post('/api/v1/messages/batch').send({ messages }).expect(207);
  const page = await tested.visit('guard');
  const row = page.getByRole('table', { name: 'Prefixes that are stopped' }).locator('tbody tr');
  await row.getByText('5 texts within ten minutes; it got none before.').waitFor();
  expect(await row.innerText()).toMatch(/\+33611[^]*France[^]*2/);
  const rule = page.getByRole('row', { name: /A burst to one prefix/ });
  expect(await rule.innerText()).toMatch(/more than 4 in ten minutes, and 3 times the usual[^]*2/);
  await page.getByText('Codes: 5 in 10 minutes, 10 a day. Normal: any number. Bulk: any number.').waitFor();
  await confirm(page, buttonOf(row, 'Lift'), 'Lift the stop');
  await page.getByText('No prefix is stopped').waitFor();
  await send(system.url, { ...SMS, to: '+33611000009', priority: 'code' });
});

it('shows what is used of a budget, warns, and changes it without touching the other rules of its key', async () => {
  const path = `/api/v1/api-keys/${spender.id}/guard`;
  const rules = { code_caps: '7/d', budget_segments: 2, budget_warn_percent: 50 };
  await as(admin, 'put', path, rules).expect(200);
  await as(spender, 'post', '/api/v1/messages/send', { ...SMS, tags: ['spent'] }).expect(201);
  const page = await tested.visit('guard');
  const row = page.getByRole('table', { name: 'Budgets of API keys' }).locator('tbody tr');
  await row.getByText('1 of 2 segments this month').waitFor({ timeout: SOON_MS });
  await row.getByText('warned').waitFor();
  await row.getByText('50 %').waitFor();
  await buttonOf(row, 'Change').click();
  await page.getByLabel('Segments').fill('10');
  await buttonOf(dialogOf(page), 'Save').click();
  await row.getByText('1 of 10 segments this month').waitFor();
  await row.getByText('ok').waitFor();
  const { body } = await as(admin, 'get', path).expect(200);
  expect(body).toMatchObject({ ...rules, budget_segments: 10 });
}, 90_000);

it('gives a key a budget without touching its other rules', async () => {
  const { id, name } = await newKey(tested.system, ['send']);
  const path = `/api/v1/api-keys/${id}/guard`;
  await as(admin, 'put', path, { code_caps: '7/d' }).expect(200);
  const page = await tested.visit('guard');
  await buttonOf(page, 'Give a budget').click();
  const form = dialogOf(page);
  await form.getByLabel('API key').selectOption(name);
  await form.getByLabel('Of each').selectOption('day');
  await form.getByLabel('Amount').fill('12.5');
  await form.getByLabel('Currency').fill('nowhere');
  await buttonOf(form, 'Save').click();
  await form.getByRole('alert').waitFor();
  await form.getByLabel('Currency').fill('usd');
  await buttonOf(form, 'Save').click();
  const row = page.getByRole('table', { name: 'Budgets of API keys' }).getByRole('row', { name });
  await row.getByText('$0.00 of $12.50, 0 segments today').waitFor();
  const { body } = await as(admin, 'get', path).expect(200);
  const budget = { budget_period: 'day', budget_amount: 12.5, budget_currency: 'USD', budget_segments: null };
  expect(body).toMatchObject({ code_caps: '7/d', ...budget });
}, 60_000);

it('sums up what texts cost, for whoever may read', async () => {
  const page = await tested.open('costs?by=tag', spender.secret);
  const row = page.getByRole('row', { name: /^spent/ });
  // Its price comes from the provider some seconds after it was sent.
  await row.getByText('$0.0075').waitFor({ timeout: SOON_MS });
  await page.getByRole('heading', { name: 'Costs in USD, by day' }).waitFor();
  await page.getByRole('radio', { name: 'Segments' }).click();
  await page.getByRole('heading', { name: 'Segments, by day' }).waitFor();
  await page.getByRole('radio', { name: 'Country' }).click();
  await page.getByRole('row', { name: /^United States/ }).waitFor();
  const views = page.getByRole('navigation').getByRole('link');
  expect(await views.allInnerTexts()).toEqual(expect.arrayContaining(['Costs']));
  for (const admins of ['Guard', 'Paces']) expect(await views.filter({ hasText: admins }).count()).toBe(0);
  await page.goto(tested.at('paces'));
  await page.getByText('There is no such view').waitFor();
}, 90_000);

it('tells what waits for its sender, and sets another pace while it runs, at which that goes', async () => {
  const { system } = tested;
  const slow = { ...SMS, from: SLOW, priority: 'bulk' };
  const sent = [];
  for (let n = 0; n < 3; n += 1) sent.push(await send(system.url, slow));
  const page = await tested.visit('paces');
  const waiting = page.getByRole('table', { name: /What waits for its turn/ }).locator('tbody tr');
  await waiting.getByText('sms by twilio: 0.01 a second').waitFor({ timeout: SOON_MS });
  await eventually(async () => expect(await waiting.innerText()).toMatch(/\+15550000009[^]*2[^]*min/));
  await waiting.locator('[data-row]').click();
  await page.waitForURL(({ search }) => search.includes('status=retry') && search.includes('from='));
  await page.locator('[data-row]').nth(1).waitFor();
  await page.goBack();
  await buttonOf(waiting, 'Change').click();
  await page.getByLabel('Units a second').fill('50');
  await buttonOf(dialogOf(page), 'Save').click();
  const given = page.getByRole('table', { name: /Paces that were set/ }).getByRole('row', { name: SLOW });
  await given.getByRole('cell', { name: '50 a second' }).waitFor();
  await given.getByText('set here').waitFor();
  await page.getByText('Nothing waits').waitFor({ timeout: SOON_MS });
  for (const { id } of sent) await reaches(system.url, id, 'delivered', SOON_MS);
  await confirm(page, buttonOf(given, 'Remove'), 'Remove');
  await given.getByText('routes file').waitFor();
}, 120_000);
