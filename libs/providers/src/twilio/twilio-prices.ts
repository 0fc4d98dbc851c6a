import type { Twilio } from 'twilio';
import type { MessageInstance, MessagePage } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { PricePage } from '../message-provider.js';
import { priceOf } from '../price-of.js';

/** The most that Twilio gives. */
const PAGE_SIZE = 1_000;
/** 200,000 messages of one time. */
const MAX_PAGES = 200;
/** Whose price is still to come, if there is none. */
const SENT = new Set(['sent', 'delivered', 'undelivered', 'read']);

type Page = Pick<MessagePage, 'instances' | 'nextPage' | 'nextPageUrl'>;

/**
 * What the account's messages cost that were sent in this time; one request before each answer. `price` is null until it is known:
 * https://www.twilio.com/docs/messaging/api/message-resource#message-properties
 */
export async function* findPrices(client: Twilio, from: Date, to: Date): AsyncGenerator<PricePage> {
  let page: Page | undefined;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    page = await (page === undefined
      ? client.messages.page({ dateSentAfter: from, dateSentBefore: to, pageSize: PAGE_SIZE })
      : page.nextPage());
    yield pricesOf(page?.instances ?? []);
    if (!page?.nextPageUrl) return;
  }
}

function pricesOf(messages: MessageInstance[]): PricePage {
  const ours = messages.filter(({ direction }) => direction !== 'inbound');
  const prices = ours.flatMap(({ sid, price, priceUnit }) => {
    const known = priceOf(price, priceUnit);
    return known === null ? [] : [{ providerMessageId: sid, ...known }];
  });
  const lacking = ours.filter(({ status, price }) => !price && SENT.has(status)).length;
  return { prices, lacking };
}
