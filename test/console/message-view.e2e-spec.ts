import { execFileSync } from 'node:child_process';
import { newKey } from '../support/api-key.js';
import { get, reaches, send, SMS } from '../support/client.js';
import { buttonOf, dialogOf, headingOf, TestConsole } from '../support/console.js';

/** 503 the first two times, then delivered: apps/sandbox/README.md. */
const AWAY_AT_FIRST = '+15005551503';
const UNREACHABLE = '+15005553003';

let tested: TestConsole;

beforeAll(async () => {
  tested = await TestConsole.start({ MAX_RETRIES: '0' });
}, 120_000);
afterAll(() => tested.stop());
afterEach(() => tested.closePages());

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

it('is found by a part of its number, understood, mended and seen delivered', async () => {
  const { system } = tested;
  const { id } = await send(system.url, { ...SMS, to: AWAY_AT_FIRST });
  await reaches(system.url, id, 'failed');
  const page = await tested.open('messages');
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
    await buttonOf(page, 'Retry').click();
    await buttonOf(dialogOf(page), 'Retry').click();
    await page
      .locator('.records li', { hasText: `Attempt ${attempt}` })
      .getByText(`HTTP ${answer}`)
      .waitFor();
  }
  await page.locator('.page-header').getByText('delivered').waitFor();
  await page.locator('.records').getByText('delivered', { exact: true }).first().waitFor();
});

it('tells what comes next, and is sent at another time', async () => {
  const { system } = tested;
  const { id } = await send(system.url, { ...SMS, send_at: inAnHour() });
  const page = await tested.open(`messages/${id}`);
  await page.locator('.next-step').waitFor();
  await buttonOf(page, 'Reschedule').click();
  await dialogOf(page).getByLabel('Send at').fill('2001-01-01T00:00');
  await buttonOf(dialogOf(page), 'Reschedule').click();
  await page.locator('.page-header').getByText('delivered').waitFor();
});

it('is sent as a copy, and its recipient is written to no more', async () => {
  const { system } = tested;
  const to = '+15559880001';
  const { id } = await send(system.url, { ...SMS, to, body: 'Grüße, до встречи' });
  const page = await tested.open(`messages/${id}`);
  await buttonOf(page, 'Send a copy to me').click();
  await dialogOf(page).getByLabel('Your number').fill('me');
  await buttonOf(dialogOf(page), 'Send the copy').click();
  await dialogOf(page).getByText('This must be a phone number').waitFor();
  await dialogOf(page).getByLabel('Your number').fill('+15559880002');
  await buttonOf(dialogOf(page), 'Send the copy').click();
  await headingOf(page, '+15559880002').waitFor();
  await page.getByText('Grüße, до встречи').first().waitFor();

  await page.goto(`${tested.url}/console/messages/${id}`);
  await buttonOf(page, 'Suppress').click();
  await buttonOf(dialogOf(page), 'Suppress the address').click();
  await page.getByText('The address is suppressed').waitFor();
  const again = await send(system.url, { ...SMS, to });
  expect(await reaches(system.url, again.id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
});

it('is shown as the command that sends it, whatever its words are', async () => {
  const { system } = tested;
  const words = {
    body: 'It\'s $(id) `id` \\ \u202e\u200b\n"end"',
    tags: ["'; id; '"],
    metadata: { "a'b": '$HOME' },
  };
  const { id } = await send(system.url, { ...SMS, ...words });
  const page = await tested.open(`messages/${id}`);
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

it('shows what providers and strangers wrote as words, and has nothing that axe finds', async () => {
  const { system } = tested;
  const evil = '\u202e<script>document.title="run"</script><img src=x onerror=alert(1)>\u200b';
  const { id } = await send(system.url, { ...SMS, to: UNREACHABLE, body: `${evil} ${'W'.repeat(900)}` });
  await reaches(system.url, id, 'failed');
  await system.database.pool.query(
    `UPDATE messages SET error = jsonb_build_object('code', $2::text, 'message', $2::text, 'provider', 'twilio') WHERE id = $1`,
    [id, evil],
  );
  await tested.expectUsable([`messages/${id}`, 'messages']);
  const page = await tested.open(`messages/${id}`);
  await page.getByText('onerror').first().waitFor();
  await page.getByText('As it came').first().click();
  expect(await page.title()).not.toBe('run');
  expect(await page.locator('main img[src=x], main script').count()).toBe(0);
  expect((await get(system.url, id)).status).toBe('failed');
}, 60_000);
