import { failAll, sendMany, timesOf } from '../bulk-actions/many-messages.js';
import { buttonOf, confirm, pressInMenu, statusOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

const MANY = 5_000;
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

let tested: TestConsole;
beforeAll(async () => {
  // No provider says what became of a message: what is counted here is that each was sent, and sent once.
  tested = await TestConsole.start({ SANDBOX_CALLBACK_DELAY_MS: '60000' }, { withProcessor: false });
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('are stopped and go on, by clicks', async () => {
  const { system } = tested;
  await sendMany(system.url, 3, 'campaign', { send_at: TOMORROW });
  const page = await tested.visit('messages?tag=campaign');
  await pressInMenu(
    buttonOf(page, 'Act on all'),
    page.getByRole('menuitem', { name: 'Cancel all of these' }),
  );
  await page.getByText('Cancels 3 messages.').waitFor();
  await confirm(page, buttonOf(page, 'Cancel 3 messages'), 'Cancel');
  await statusOf(page, 'running').waitFor();
  await buttonOf(page, 'Stop').click();
  await statusOf(page, 'stopped').waitFor();
  const processor = await system.startProcessor();
  await buttonOf(page, 'Resume').click();
  await statusOf(page, 'done').waitFor();
  await page.getByText('3 canceled').waitFor();
  expect(await timesOf(system.database.pool, 'campaign', 'canceled')).toEqual({ 1: 3 });
  system.processors.splice(0);
  await processor.close();
}, 60_000);

it(`retry all ${MANY} of a failure, each once, from the view of failures by clicks`, async () => {
  const { system } = tested;
  const { pool } = system.database;
  await sendMany(system.url, MANY, 'many');
  await failAll(pool, 'many');
  // What was queued when they were accepted is of no interest any more.
  await system.redis.redis.flushall();
  await system.startProcessor();
  await eventually(async () => {
    const answer = await fetch(`${system.url}/api/v1/statistics/failures?interval=hour`);
    expect(((await answer.json()) as { count: number }).count).toBe(MANY);
  }, 60_000);

  const page = await tested.visit('failures');
  const row = page.getByRole('row', { name: /30003/ });
  await row.getByText('5,000').waitFor();
  await row.getByRole('link', { name: 'Retry all …' }).click();
  await page.getByText('Retries 5,000 messages.').waitFor();
  await confirm(page, buttonOf(page, 'Retry 5,000 messages'), 'Retry');
  await statusOf(page, 'running').waitFor();
  await statusOf(page, 'done').waitFor({ timeout: 120_000 });
  await page.getByText('5,000 retried').waitFor();
  await eventually(async () => expect(await timesOf(pool, 'many', 'sent')).toEqual({ 1: MANY }), 60_000);
  // The provider was given each of them, and none twice.
  const given = await fetch(`${system.sandbox.url}/messages?limit=${2 * MANY}`);
  const { messages } = (await given.json()) as { messages: { to: string }[] };
  expect([messages.length, new Set(messages.map(({ to }) => to)).size]).toEqual([MANY, MANY]);
  await page.getByRole('link', { name: 'Bulk actions' }).first().click();
  await page.getByRole('row', { name: /Retry/ }).getByText('5,000').waitFor();
}, 300_000);
