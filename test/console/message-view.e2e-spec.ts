import { execFileSync } from 'node:child_process';
import { newKey } from '../support/api-key.js';
import { EMAIL, get, reaches, send, SMS } from '../support/client.js';
import { buttonOf, confirm, dialogOf, headingOf, statusOf, TestConsole } from '../support/console.js';

/** 503 the first two times, then delivered: apps/sandbox/README.md. */
const AWAY_AT_FIRST = '+15005551503';
const UNREACHABLE = '+15005553003';
/** From signing in to seeing the message delivered. */
const MENDED_WITHIN_MS = 30_000;

let tested: TestConsole;

beforeAll(async () => {
  tested = await TestConsole.start({ MAX_RETRIES: '0' });
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

it('is found by a part of its number, understood, mended and seen delivered, in half a minute', async () => {
  const { system } = tested;
  const { id } = await send(system.url, { ...SMS, to: AWAY_AT_FIRST });
  await reaches(system.url, id, 'failed');
  const startedAt = performance.now();
  const page = await tested.browser.open(tested.at(''));
  await page.getByLabel('API key').fill(tested.key);
  await buttonOf(page, 'Sign in').click();
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('5551503');
  await page.waitForURL((at) => at.searchParams.get('search') === '5551503');
  await page.getByRole('link', { name: AWAY_AT_FIRST }).click();
  await page.getByText('It failed').waitFor();
  await page.getByText('20503').first().waitFor();
  await page.locator('.failure-note .explained-code').waitFor();
  await page.locator('.records li', { hasText: 'Attempt 1' }).getByText('HTTP 503').waitFor();

  // Away twice: the first retry fails as well.
  for (const [attempt, answer] of [
    [2, 503],
    [3, 201],
  ]) {
    await confirm(page, buttonOf(page, 'Retry'), 'Retry');
    await page
      .locator('.records li', { hasText: `Attempt ${attempt}` })
      .getByText(`HTTP ${answer}`)
      .waitFor();
  }
  await statusOf(page, 'delivered').waitFor();
  await page.locator('.records').getByText('delivered', { exact: true }).first().waitFor();
  expect(performance.now() - startedAt).toBeLessThan(MENDED_WITHIN_MS);
}, 60_000);

it('tells what comes next, and is sent at another time, or canceled', async () => {
  const { url } = tested.system;
  const { id } = await send(url, { ...SMS, send_at: inAnHour() });
  const page = await tested.visit(`messages/${id}`);
  await page.locator('.next-step').waitFor();
  await buttonOf(page, 'Reschedule').click();
  await dialogOf(page).getByLabel('Send at').fill('2001-01-01T00:00');
  await buttonOf(dialogOf(page), 'Reschedule').click();
  await statusOf(page, 'delivered').waitFor();

  const { id: other } = await send(url, { ...SMS, send_at: inAnHour() });
  await page.goto(tested.at(`messages/${other}`));
  await confirm(page, buttonOf(page, 'Cancel'), 'Cancel the message');
  await statusOf(page, 'canceled').waitFor();
  expect((await get(url, other)).status).toBe('canceled');
});

it('is sent as a copy, and its recipient is written to no more', async () => {
  const { url } = tested.system;
  const to = '+15559880001';
  const { id } = await send(url, { ...SMS, to, body: 'Grüße, до встречи' });
  const page = await tested.visit(`messages/${id}`);
  await buttonOf(page, 'Send a copy to me').click();
  await dialogOf(page).getByLabel('Your number').fill('me');
  await buttonOf(dialogOf(page), 'Send the copy').click();
  await dialogOf(page).getByText('This must be a phone number').waitFor();
  await dialogOf(page).getByLabel('Your number').fill('+15559880002');
  await buttonOf(dialogOf(page), 'Send the copy').click();
  await headingOf(page, '+15559880002').waitFor();
  await page.getByText('Grüße, до встречи').first().waitFor();

  await page.goto(tested.at(`messages/${id}`));
  await confirm(page, buttonOf(page, 'Suppress'), 'Suppress the address');
  await page.getByText('The address is suppressed').waitFor();
  const again = await send(url, { ...SMS, to });
  expect(await reaches(url, again.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
});

it("is shown as a mail's reader sees it, and nothing of it runs or is loaded", async () => {
  const html =
    '<h1 style="color: rgb(1, 2, 3)">Thank you</h1><img src="https://example.com/seen.png">' +
    '<script>parent.document.title = "run"</script><a href="javascript:alert(1)">a</a>';
  const { id } = await send(tested.system.url, { ...EMAIL, html });
  const page = await tested.open('overview');
  const fetched: string[] = [];
  page.on('requestfinished', (request) => fetched.push(request.url()));
  await page.goto(tested.at(`messages/${id}`));
  const mail = page.frameLocator('iframe[title="The mail"]');
  await mail.getByRole('heading', { name: 'Thank you' }).waitFor();
  const colour = 'getComputedStyle(document.querySelector("h1")).color';
  expect(await page.frames()[1]?.evaluate(colour)).toBe('rgb(1, 2, 3)');
  expect(fetched.filter((address) => !address.startsWith(tested.url))).toEqual([]);
  await buttonOf(page, 'Show the text').click();
  await page.getByText('It is on its way.', { exact: true }).waitFor();
  // The browser says what it refused: the script, and the picture.
  expect(tested.browser.refusals()).toHaveLength(2);
});

it('is shown as the command that sends it, whatever its words are', async () => {
  const words = {
    body: 'It\'s $(id) `id` \\ \u202e\u200b\n"end"',
    tags: ["'; id; '"],
    metadata: { "a'b": '$HOME' },
  };
  const { id } = await send(tested.system.url, { ...SMS, ...words });
  const page = await tested.visit(`messages/${id}`);
  const command = await page.getByLabel('The command', { exact: true }).innerText();
  expect(command).not.toMatch(/[\u202e\u200b]/);
  // The shell takes it apart; what would be curl shows what it was called with.
  const called = execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], {
    env: { ...process.env, SENDSTREAM_API_KEY: 'ssk_test' },
  });
  const [, , address, , authorization, , , , body] = called.toString().split('\0');
  expect([address, authorization]).toEqual([
    `${tested.url}/api/v1/messages/send`,
    'Authorization: Bearer ssk_test',
  ]);
  expect(JSON.parse(body as string)).toEqual({ ...SMS, ...words });
});

it('offers what the key may do, and no more', async () => {
  const { system } = tested;
  const { id } = await send(system.url, { ...SMS, to: UNREACHABLE });
  await reaches(system.url, id, 'failed');
  const actionsOf = async (scopes: Parameters<typeof newKey>[1]) => {
    const page = await tested.open(`messages/${id}`, (await newKey(system, scopes)).secret);
    await page.getByText('It failed').waitFor();
    return page.locator('.page-header-actions').getByRole('button').allInnerTexts();
  };
  expect(await actionsOf(['read'])).toEqual([]);
  expect(await actionsOf(['read', 'send'])).toEqual(['Retry', 'Send a copy to me']);
  expect(await actionsOf(['read', 'send', 'manage'])).toEqual(['Retry', 'Send a copy to me', 'Suppress']);
});
