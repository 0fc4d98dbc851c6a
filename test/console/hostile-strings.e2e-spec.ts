import type { Page } from 'playwright-core';
import { buttonOf, dialogOf, expectRoom, loaded, TestConsole } from '../support/console.js';
import { everyView, INBOUND_SECRET } from './every-view.js';

/** Turns what follows around, has no width, runs, and never ends. */
const HOSTILE =
  '\u202e\u2066\u200b<script>window.ran=1</script><img src=x onerror="window.ran=1">\'"><svg onload=window.ran=1>' +
  '\u0301\u0489'.repeat(20);
const hostile = (length: number) => (HOSTILE + 'W'.repeat(length)).slice(0, length);

let tested: TestConsole;
let views: string[];
beforeAll(async () => {
  tested = await TestConsole.start({ SENDGRID_INBOUND_SECRET: INBOUND_SECRET });
  views = await everyView(tested, hostile);
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

/** Holds that words became no elements, and that nothing of them ran. */
async function expectWords(page: Page): Promise<void> {
  const made = await page.locator('main :is(script, img, svg[onload]), [href^="javascript:"]').count();
  expect([page.url(), made, await page.evaluate('window.ran')]).toEqual([page.url(), 0, undefined]);
}

it('are words in every view, and leave each as it is, on a phone and on a desktop', async () => {
  const page = await tested.visit('overview');
  const seen: string[] = [];
  for (const view of views) {
    await page.goto(tested.at(view));
    await loaded(page);
    await expectWords(page);
    await expectRoom(page);
    if ((await page.getByRole('main').innerText()).includes('<img src=x')) seen.push(view);
  }
  // In the frame of a mail they are what a mail may not do.
  expect(tested.browser.refusals().length).toBeGreaterThan(0);
  // Only forms, and lists that name things by what we call them, have no words of strangers.
  const without = views.filter((view) => !seen.includes(view));
  expect(without).toEqual(['send', 'bulk-actions/new?action=retry&status=failed']);
}, 120_000);

it('are words where they are opened: as they came, and in dialogs', async () => {
  const page = await tested.visit('audit');
  await page.locator('tbody tr').filter({ hasText: '<img src=x' }).getByRole('button').first().click();
  await dialogOf(page).getByText('window.ran').first().waitFor();
  await expectWords(page);
  await expectRoom(page);
  await page.goto(tested.at(views.find((view) => view.startsWith('messages/')) as string));
  await loaded(page);
  for (const summary of await page.getByText('As it came').all()) await summary.click();
  await buttonOf(page, 'Retry').click();
  await dialogOf(page).waitFor();
  await expectWords(page);
  await expectRoom(page);
});
