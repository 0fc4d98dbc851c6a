import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { headingOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

/** Accepted, and then undelivered: apps/sandbox/README.md. */
const UNREACHABLE = '+15005553003';
const QUEUE = 'message_queue:sms';
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('says that all is well, and how many there were, exactly', async () => {
  const { url } = tested.system;
  const numbers = ['+15559884001', '+15559884002', '+15559884003', UNREACHABLE];
  const messages = await Promise.all(numbers.map((to) => send(url, { ...SMS, to, tags: ['counted'] })));
  for (const { id, to } of messages) await reaches(url, id, to === UNREACHABLE ? 'failed' : 'delivered');
  // Figures are ten seconds old at most.
  await eventually(async () => {
    const answer = await fetch(`${url}/api/v1/statistics?interval=hour`);
    const { totals } = (await answer.json()) as { totals: Record<string, number> };
    expect(totals).toMatchObject({ accepted: 4, sent: 4, delivered: 3, failed: 1 });
  }, 20_000);

  const page = await tested.visit('overview');
  await page.getByRole('heading', { name: 'All is well' }).waitFor();
  await page.getByText('4 accepted in the last hour').waitFor();
  const figures = page.getByRole('group', { name: 'What the chart shows' });
  const figure = (title: string) =>
    figures.getByRole('button', { name: title }).locator('.figure-value').innerText();
  expect(await Promise.all(['Accepted', 'Sent', 'Delivered', 'Failed'].map(figure))).toEqual([
    '4',
    '4',
    '3',
    '1',
  ]);
  await page.getByText('100 % handed over in less than 10 s').waitFor();

  await figures.getByRole('button', { name: 'Delivered' }).click();
  await page.getByRole('heading', { name: 'Delivered to their recipients, by hour' }).waitFor();
  await page.getByLabel('Tell apart by').selectOption('tag');
  await page.waitForURL((at) => at.searchParams.get('group_by') === 'tag');
  await page.getByText('counted').first().waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Delivered to their recipients, by hour' }).waitFor();
}, 60_000);

it('names what waits and what needs a person, each with the way to it', async () => {
  const { system } = tested;
  const { to } = await send(system.url, { ...SMS, to: '+15559884011', send_at: TOMORROW });
  await system.redis.redis.xadd(QUEUE, '*', 'data', 'not JSON');
  await eventually(async () => expect((await system.admin.stats(QUEUE)).dead).toBe(1));
  await system.admin.pause(QUEUE, { by: 'Ada' });
  try {
    const page = await tested.visit('overview');
    const state = page.getByRole('status', { name: 'State' });
    await state.getByText('2 things need attention').waitFor();
    await state.getByRole('link', { name: `${QUEUE}: paused by Ada` }).click();
    await headingOf(page, QUEUE).waitFor();
    await page.goBack();
    await state.getByRole('link', { name: '1 dead letter: replay or discard them.' }).click();
    await page.getByRole('table', { name: 'Dead letters' }).getByTitle('data is not JSON').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Waits for the time it is scheduled for' }).click();
    await page.getByRole('link', { name: to as string }).waitFor();
    expect(await page.locator('[data-row]').count()).toBe(1);
  } finally {
    await system.admin.resume(QUEUE);
  }
});

it('says nothing of queues to who may not see them', async () => {
  const { secret } = await newKey(tested.system, ['read']);
  const page = await tested.open('overview', secret);
  await page.getByText('Queues and providers are seen with the scope admin.').waitFor();
  expect(await page.getByRole('heading', { name: /^(Queues|What waits|Providers)$/ }).count()).toBe(0);
  const refused = await page.context().request.get(`${tested.url}/api/v1/admin/waiting`);
  expect(refused.status()).toBe(403);
});
