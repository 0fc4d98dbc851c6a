import { newKey } from '../support/api-key.js';
import { reaches, send, SMS } from '../support/client.js';
import { buttonOf, headingOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

const OURS = '+15551234567';

let tested: TestConsole;
beforeAll(async () => {
  tested = await TestConsole.start();
}, 120_000);
afterAll(() => tested?.stop());
afterEach(() => tested.endTest());

/** A person writes to us. */
async function hear(from: string, body: string): Promise<void> {
  const answer = await fetch(`${tested.system.sandbox.url}/sandbox/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to: OURS, body }),
  });
  expect(answer.status).toBeLessThan(300);
}

it('are chats: both directions, unread, with a box that counts and answers', async () => {
  const person = '+15559885001';
  const { id } = await send(tested.system.url, { ...SMS, to: person, body: 'Your table is booked for 8' });
  await reaches(tested.system.url, id, 'delivered');
  await hear(person, 'Make it nine, please');
  const page = await tested.visit('conversations?unread=true');
  await page.getByRole('link', { name: person }).click();
  const chat = page.getByRole('region', { name: 'Messages' });
  await chat.locator('[data-direction=inbound]', { hasText: 'Make it nine, please' }).waitFor();
  const ours = chat.locator('[data-direction=outbound]', { hasText: 'Your table is booked' });
  await ours.getByText('delivered').waitFor();

  await page.getByLabel('Answer').fill('Nine it is 🍽');
  await page.getByText('1 segment, UCS-2').waitFor();
  await page.getByLabel('Answer').press('Control+Enter');
  const answer = chat.locator('[data-direction=outbound]', { hasText: 'Nine it is' });
  await answer.getByText('delivered').waitFor();
  expect(await page.getByLabel('Answer').inputValue()).toBe('');
  // Who answers has read it.
  await page.getByText('Everything is read').waitFor();
  await answer.getByRole('link').click();
  await headingOf(page, person).waitFor();
}, 60_000);

it('follow what is written, are marked as read and archived, and found by words', async () => {
  const [one, other] = ['+15559885002', '+15559885003'];
  await hear(one, 'Is the umbrella found?');
  await hear(other, 'Good morning');
  const page = await tested.visit('conversations');
  await page.getByRole('link', { name: one }).click();
  await hear(one, 'It is a yellow one');
  await page.locator('.bubble', { hasText: 'It is a yellow one' }).waitFor();
  await buttonOf(page, 'Mark as read').click();
  await page.getByText('All of it is read').waitFor();
  await buttonOf(page, 'Archive').click();
  await page.locator('.chat-head').getByText('archived').waitFor();
  // The words of a message are found as soon as they are indexed.
  await eventually(async () => {
    await page.goto(tested.at('conversations?query=umbrella'));
    await page.getByRole('link', { name: one }).waitFor({ timeout: 2_000 });
  }, 20_000);
  expect(await page.getByRole('link', { name: other }).count()).toBe(0);
  await page.getByRole('searchbox', { name: 'Search' }).fill('nothing at all');
  await page.getByText('No conversation fits').waitFor();
}, 60_000);

it('say that somebody opted out in place of the box', async () => {
  const person = '+15559885004';
  await send(tested.system.url, { ...SMS, to: person });
  await hear(person, 'STOP');
  const page = await tested.visit('conversations');
  await page.getByRole('link', { name: person }).click();
  await page.getByText('They opted out with STOP').waitFor();
  expect(await page.getByLabel('Answer').count()).toBe(0);
  await page.locator('.chat-answer').getByRole('link', { name: 'suppressions' }).click();
  await page.getByRole('cell', { name: person }).waitFor();
});

it('are read without a box by who may not send', async () => {
  await hear('+15559885005', 'Hello there');
  const { secret } = await newKey(tested.system, ['read']);
  const page = await tested.open('conversations', secret);
  await page.getByRole('link', { name: '+15559885005' }).click();
  await page.locator('.bubble', { hasText: 'Hello there' }).waitFor();
  expect(await page.getByLabel('Answer').count()).toBe(0);
  expect(await page.getByRole('button', { name: /^(Mark as read|Archive)$/ }).count()).toBe(0);
});
