import { newKey } from '../support/api-key.js';
import { get } from '../support/client.js';
import { buttonOf, headingOf, statusOf, TestConsole } from '../support/console.js';

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

it('counts segments, keeps what is wrong, and leads to the message that was sent', async () => {
  const page = await tested.visit('send');
  await page.getByLabel('From').fill('+15551234567');
  await page.getByLabel('To').fill('Alice');
  await page.getByLabel('Text').fill('Grüße, до встречи');
  await buttonOf(page, 'Send').click();
  await page.getByText('This must be a phone number').waitFor();
  await page.getByLabel('To').fill('+15559870051');
  await page.getByText('1 segment, UCS-2').waitFor();
  expect(await page.getByLabel('Text').inputValue()).toBe('Grüße, до встречи');
  await buttonOf(page, 'Send').click();
  await headingOf(page, '+15559870051').waitFor();
  await statusOf(page, 'delivered').waitFor();
  await page.getByText('Grüße, до встречи', { exact: true }).waitFor();
});

it('sends mails too, and once, however often an answer is lost', async () => {
  const page = await tested.visit('send');
  await page.getByText('Email', { exact: true }).click();
  await page.getByLabel('From').fill('Shop <shop@example.com>');
  await page.getByLabel('To').fill('someone@example.org');
  await page.getByLabel('Subject').fill('Your order');
  await page.getByLabel('Text').fill('It is on its way.');
  let lost = 0;
  await page.route('**/api/v1/messages/send', async (route) => {
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await buttonOf(page, 'Send').click();
  await page.getByRole('alert').getByText('Whether it was done is not known').waitFor();
  expect(await page.getByLabel('Subject').inputValue()).toBe('Your order');
  await page.unroute('**/api/v1/messages/send');
  await buttonOf(page, 'Send').click();
  await headingOf(page, 'someone@example.org').waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1) as string;
  expect(await get(tested.system.url, id)).toMatchObject({ subject: 'Your order', type: 'email' });
  const { rows } = await tested.system.database.pool.query("SELECT id FROM messages WHERE type = 'email'");
  expect([lost, rows]).toEqual([1, [{ id }]]);
});

it('is not there for who may not send', async () => {
  const { secret } = await newKey(tested.system, ['read', 'manage']);
  const page = await tested.open('messages', secret);
  await headingOf(page, 'Messages').waitFor();
  expect(await page.getByRole('link', { name: 'Send a message' }).count()).toBe(0);
  await page.goto(tested.at('send'));
  await page.getByText('There is no such view').waitFor();
});
