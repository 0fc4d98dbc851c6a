import type { PricePage } from '../message-provider.js';
import { RetryableError } from '../provider-errors.js';
import { type ListedMessage, TwilioList } from '../testing/twilio-list.js';
import { TwilioProvider } from './twilio-provider.js';

const BEGIN = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;
const [FROM, TO] = [new Date(BEGIN), new Date(BEGIN + 600_000)];

let list: TwilioList;
let twilio: TwilioProvider;
beforeEach(async () => {
  list = await TwilioList.start();
  const options = {
    accountSid: `AC${'1'.repeat(32)}`,
    authToken: 'token',
    publicUrl: '',
    timeoutMs: 20_000,
    maxSockets: 2,
  };
  twilio = new TwilioProvider({ ...options, baseUrl: list.url });
});
afterEach(() => list.close());

function sent(count: number, rest: Partial<ListedMessage>): void {
  for (let n = 0; n < count; n += 1) {
    const sid = `SM${String(list.messages.size).padStart(32, '0')}`;
    const message = { sid, from: '+15557122661', to: '+15558675310', body: 'a secret', errorCode: null };
    list.add({ ...message, status: 'delivered', sentAt: BEGIN + n * 100, ...rest });
  }
}

async function ask(): Promise<PricePage[]> {
  const pages: PricePage[] = [];
  for await (const page of twilio.prices(FROM, TO)) pages.push(page);
  return pages;
}

it('reads the prices of a time, a thousand a request, whoever sent the messages', async () => {
  sent(2_500, { price: '-0.00750' });
  const pages = await ask();
  expect(pages.map(({ prices }) => prices.length)).toEqual([1_000, 1_000, 500]);
  expect(pages[0]?.prices[0]).toMatchObject({ amount: '0.007500', currency: 'USD' });
  expect(list.requests).toHaveLength(3);
  const [after, before] = ['DateSent>', 'DateSent<'].map((name) => Date.parse(list.query(0).get(name) ?? ''));
  expect([after, before]).toEqual([FROM.getTime(), TO.getTime()]);
  expect(list.query(0).get('From')).toBeNull();
});

it('says how many have none yet: not what failed, and will never have one', async () => {
  sent(2, {});
  sent(3, { status: 'failed' });
  sent(1, { price: '-0.00750' });
  expect(await ask()).toMatchObject([{ lacking: 2, prices: [{ amount: '0.007500' }] }]);
});

it('is retryable when Twilio does not answer', async () => {
  list.refusal = { status: 503, headers: {} };
  await expect(ask()).rejects.toThrow(RetryableError);
});
