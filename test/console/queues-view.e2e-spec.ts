import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { buttonOf, confirm, headingOf, statusOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

const QUEUE = 'message_queue:sms';

let tested: TestConsole;

beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

const deadAfter = (data: string) => tested.system.redis.redis.xadd(QUEUE, '*', 'data', data);

it('is paused with the name of who did it, and resumed', async () => {
  const { system } = tested;
  const page = await tested.visit('queues');
  // Other lanes' names begin with its name.
  const link = page.getByRole('link', { name: new RegExp(`^${QUEUE}(?!:)`) });
  const row = page.getByRole('row').filter({ has: link });
  await row.getByText('running').waitFor();
  await link.click();
  await headingOf(page, QUEUE).waitFor();
  await confirm(page, buttonOf(page, 'Pause'), 'Pause the queue');
  await page.getByText(/It is paused by key/).waitFor();
  const { id } = await send(system.url);
  await page.locator('.queue-figures div', { hasText: 'Waiting' }).getByText('1').waitFor();
  await page.goBack();
  await row.getByText(/paused by key/).waitFor();
  await page.goForward();
  await buttonOf(page, 'Resume').click();
  await reaches(system.url, id, 'delivered');
  await statusOf(page, 'running').waitFor();
});

it('shows dead letters with their reasons; some are replayed, the others discarded', async () => {
  const { system } = tested;
  const { id } = await send(system.url, { ...SMS, to: '+15559890001' });
  for (const data of ['neither JSON', 'nor this', '{"message_id":"nobody"}']) await deadAfter(data);
  await eventually(async () => expect((await system.admin.stats(QUEUE)).dead).toBe(3));
  const page = await tested.visit(`queues/${encodeURIComponent(QUEUE)}`);
  const rows = page.getByRole('table', { name: 'Dead letters' }).locator('tbody tr');
  await rows.filter({ hasText: 'neither JSON' }).getByRole('checkbox').check();
  await confirm(page, buttonOf(page, 'Discard 1'), 'Discard');
  await eventually(async () => expect(await rows.count()).toBe(2));
  await confirm(page, buttonOf(page, 'Replay all'), 'Replay');
  // What cannot be handled dies again.
  await page.getByText('2 dead letters in the queue again').waitFor();
  await eventually(async () => expect((await system.admin.stats(QUEUE)).dead).toBe(2));
  await confirm(page, buttonOf(page, 'Discard all'), 'Discard');
  await page.getByText('Nothing was given up').waitFor();
  expect((await system.admin.stats(QUEUE)).dead).toBe(0);
  await reaches(system.url, id, 'delivered');
}, 60_000);

it('is not there for who may not see it', async () => {
  const { secret } = await newKey(tested.system, ['read', 'send', 'manage']);
  const page = await tested.open('queues', secret);
  await page.getByText('There is no such view').waitFor();
  expect(await page.getByRole('navigation').getByRole('link', { name: 'Queues' }).count()).toBe(0);
});
