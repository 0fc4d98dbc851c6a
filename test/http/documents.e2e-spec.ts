import { TestBrowser } from '../support/browser.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
let browser: TestBrowser;
beforeAll(async () => {
  system = await RunningSystem.start();
  browser = await TestBrowser.start();
}, 120_000);
afterAll(async () => {
  await browser?.stop();
  await system.stop();
});

it('reads as ours, with nothing made up, and tries a list without filters that nobody chose', async () => {
  const page = await browser.open(`${system.url}/docs`);
  const list = page.locator('#operations-messages-listMessages');
  await list
    .getByRole('button', { name: /Find messages/ })
    .first()
    .click();
  expect(await page.title()).toBe('Sendstream API');
  expect(await page.locator('link[rel=icon]').first().getAttribute('href')).toContain('data:image/svg+xml');
  await list.getByRole('button', { name: 'Try it out' }).click();
  for (const name of ['created_after', 'created_before', 'tag', 'conversation_id', 'to'])
    expect(await list.locator(`tr[data-param-name="${name}"] input`).inputValue()).toBe('');
  expect(await list.innerText()).toContain('One of its tags.');
  expect(await list.innerText()).not.toMatch(/"string"|additionalProp/);
  await list.getByRole('button', { name: 'Execute' }).click();
  await list.locator('.live-responses-table').getByText('"messages": []').waitFor();
  const send = page.locator('#operations-messages-sendMessage');
  await send
    .getByRole('button', { name: /Send one message/ })
    .first()
    .click();
  await send.getByText('Your code is 123456').first().waitFor();
  expect(await send.innerText()).not.toMatch(/"string"|additionalProp/);
  expect(browser.faults).toEqual([]);
});
