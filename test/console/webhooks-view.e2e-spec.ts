import { send, SMS } from '../support/client.js';
import { buttonOf, confirm, dialogOf, TestConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

let tested: TestConsole;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [tested, receiver] = await Promise.all([TestConsole.start(), WebhookReceiver.start()]);
}, 120_000);
afterAll(async () => {
  await receiver?.stop();
  await tested?.stop();
});
afterEach(() => tested.endTest());

it('are added with a secret that is shown once, tried, seen delivered, resent, paused and deleted', async () => {
  const address = `${receiver.url}/hooks`;
  const page = await tested.visit('webhooks');
  await page.getByText('No webhook endpoints yet').waitFor();
  await buttonOf(page, 'Add an endpoint').click();
  await page.getByLabel('Address').fill(address);
  await buttonOf(page, 'Add').click();
  const secret = await page.getByRole('alertdialog').locator('code').innerText();
  receiver.secrets = [secret];
  await buttonOf(page, 'I have kept it').click();
  await page.getByRole('link', { name: address }).click();
  await buttonOf(page, 'Send a test event').click();
  await page.getByText('The test event arrived').waitFor();

  const { id } = await send(tested.system.url, { ...SMS, to: '+15559870061' });
  await eventually(() => expect(receiver.typesOf(id)).toContain('message.delivered'));
  const row = page.getByRole('row', { name: 'message.delivered' });
  await row.getByText('delivered', { exact: true }).waitFor();
  expect(await page.content()).not.toContain(secret);
  await buttonOf(row, 'Resend').click();
  await page.getByText('The event is sent again').waitFor();
  await eventually(() =>
    expect(receiver.typesOf(id).filter((type) => type === 'message.delivered')).toHaveLength(2),
  );

  await buttonOf(page, 'Pause').click();
  await page.getByText('It is paused').waitFor();
  await confirm(page, buttonOf(page, 'Delete'), 'Delete');
  await page.getByText('No webhook endpoints yet').waitFor();
}, 60_000);

it('that were missed are found, and all sent again', async () => {
  const { system } = tested;
  const made = await fetch(`${system.url}/api/v1/webhook-endpoints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: `${receiver.url}/missed`, events: ['message.sent'] }),
  });
  const { id: endpoint, secret } = (await made.json()) as { id: string; secret: string };
  receiver.secrets = [secret];
  const messages = await Promise.all([send(system.url), send(system.url)]);
  const deliveries = (status: string) =>
    system.database.pool.query('SELECT 1 FROM callbacks WHERE endpoint_id = $1 AND status = $2', [
      endpoint,
      status,
    ]);
  await eventually(async () => expect((await deliveries('delivered')).rowCount).toBe(2));
  expect(messages.flatMap(({ id }) => receiver.typesOf(id))).toHaveLength(2);
  // As if it had answered nothing for all the days in which it is tried.
  await system.database.pool.query(
    `UPDATE callbacks SET status = 'dead', error = 'it answered 500', http_status = 500, delivered_at = NULL
      WHERE endpoint_id = $1`,
    [endpoint],
  );
  const page = await tested.visit(`webhooks/${endpoint}?status=failed`);
  const rows = page.getByRole('table', { name: 'Deliveries, newest first' }).locator('tbody tr');
  await rows.getByText('it answered 500').first().waitFor();
  expect(await rows.count()).toBe(2);
  await buttonOf(page, 'Recover all since …').click();
  await buttonOf(dialogOf(page), 'Recover').click();
  await page.getByText('2 events will be sent again').waitFor();
  await page.getByText('This endpoint missed nothing.').waitFor();
  await eventually(() => expect(messages.flatMap(({ id }) => receiver.typesOf(id))).toHaveLength(4));
}, 60_000);
