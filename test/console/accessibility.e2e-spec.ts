import { barriersOn, PHONE } from '../support/browser.js';
import { buttonOf, dialogOf, expectUsable, headingOf, loaded, TestConsole } from '../support/console.js';
import { everyView, INBOUND_SECRET } from './every-view.js';

const tame = (length: number) => 'Grüße aus Linz, до встречи, שלום. '.repeat(3).slice(0, length).trim();

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start({ SENDGRID_INBOUND_SECRET: INBOUND_SECRET });
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('is given in every view: axe finds nothing, in light and in dark, and each fits a phone', async () => {
  const views = await everyView(tested, tame);
  const page = await tested.visit('overview');
  for (const view of views) {
    await page.goto(tested.at(view));
    await loaded(page);
    await expectUsable(page);
  }
}, 120_000);

it.each([
  ['suppressions', 'Suppress an address'],
  ['webhooks', 'Add an endpoint'],
  ['api-keys', 'Create a key'],
  ['paces', 'Set a pace'],
])('is given in the form that is opened in %s', async (view, trigger) => {
  const page = await tested.visit(view);
  await buttonOf(page, trigger).click();
  await dialogOf(page).waitFor();
  await expectUsable(page);
});

it('is given to who signs in, and to who navigates on a phone', async () => {
  const stranger = await tested.browser.open(tested.at(''), { viewport: PHONE });
  await stranger.getByLabel('API key').waitFor();
  await expectUsable(stranger);
  const phone = await tested.open('messages', tested.key, { viewport: PHONE });
  await buttonOf(phone, 'Navigation').click();
  const link = phone.getByRole('dialog').getByRole('link', { name: 'Suppressions' });
  await link.waitFor();
  expect(await barriersOn(phone)).toEqual([]);
  await link.click();
  await headingOf(phone, 'Suppressions').waitFor();
});

it('is given in the theme that was chosen, over a reload', async () => {
  const page = await tested.open('messages', tested.key, { colorScheme: 'light' });
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await background();
  await buttonOf(page, 'Theme: system').click();
  await buttonOf(page, 'Theme: light').click();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  await headingOf(page, 'Messages').waitFor();
  expect(await background()).toBe(dark);
});
