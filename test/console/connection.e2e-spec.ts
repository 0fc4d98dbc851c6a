import { send, SMS } from '../support/client.js';
import { headingOf, TestConsole } from '../support/console.js';

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

const sendTo = async (to: string) => (await send(tested.system.url, { ...SMS, to })).to as string;

it('is said to be lost, and mends itself', async () => {
  const before = await sendTo('+15559870031');
  const page = await tested.visit('messages');
  await page.getByRole('link', { name: before }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('status').getByText('The server does not answer').waitFor();
  const meanwhile = await sendTo('+15559870032');
  // What was seen stays.
  await page.getByRole('link', { name: before }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('link', { name: meanwhile }).waitFor();
  await page.getByText('The server does not answer').waitFor({ state: 'hidden' });
});

it('to PostgreSQL is said to be lost, and the console comes back by itself, also where it was opened meanwhile', async () => {
  const { databaseProxy } = tested.system;
  const before = await sendTo('+15559870033');
  const page = await tested.visit('messages');
  await page.getByRole('link', { name: before }).waitFor();
  const other = await tested.open('suppressions');
  await headingOf(other, 'Suppressions').waitFor();
  databaseProxy.cut();
  try {
    await page.getByRole('status').getByText('The message store cannot be reached').waitFor();
    await other.getByRole('link', { name: 'Failures' }).click();
    await other.getByRole('status').getByText('The message store cannot be reached').waitFor();
    await headingOf(other, 'Failures').waitFor();
  } finally {
    databaseProxy.restore();
  }
  await page.getByText('The message store cannot be reached').waitFor({ state: 'hidden' });
  await other.getByText('Nothing failed in this time').waitFor();
  const after = await sendTo('+15559870034');
  await page.getByRole('link', { name: after }).waitFor();
});

it('to Redis is not needed to find messages; the overview says that it is lost, and when it is back', async () => {
  const { redis } = tested.system;
  await sendTo('+15559870035');
  await redis.down();
  const waits = await sendTo('+15559870036');
  const page = await tested.visit('messages?search=5987003');
  await page.getByRole('link', { name: '+15559870035' }).waitFor();
  await page.getByRole('link', { name: waits }).click();
  await page.locator('.page-header').getByText('pending').waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  const lost = page.getByText('Redis cannot be reached: messages are accepted, and wait.');
  await lost.waitFor();
  await page.getByText('Redis does not answer: what waits in queues is not known.').waitFor();
  await redis.up();
  await lost.waitFor({ state: 'hidden', timeout: 25_000 });
  await page.goto(tested.at('messages?search=5559870036&status=delivered'));
  await page.getByRole('link', { name: waits }).waitFor({ timeout: 25_000 });
}, 90_000);
