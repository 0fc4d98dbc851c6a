import type { Twilio } from 'twilio';
import type { MessageInstance, MessagePage } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { DeliveryReport, SentMessage } from '../message-provider.js';
import { ProviderError } from '../provider-errors.js';
import { statusReport } from './twilio-status-report.js';

/** The most that Twilio gives. */
const PAGE_SIZE = 1_000;
/** What Twilio took we record a little later, and its clock may differ. */
const SLACK_MS = 60_000;
/** Until when after the last of them messages may be sent by Twilio, which keeps what it cannot send at once: see `validityPeriod`. */
const SENT_WITHIN_MS = [10 * 60_000, 3_600_000, 10 * 3_600_000];
/** What lists do not show is asked for one by one, but no more of it at once. */
const MAX_SINGLE = 100;
const NOT_FOUND = 404;
/** A Messaging Service chooses the number: the list of a sender does not know it. */
const MESSAGING_SERVICE = /^MG[0-9a-f]{32}$/i;

type Page = Pick<MessagePage, 'instances' | 'nextPage' | 'nextPageUrl'>;
/** Of whom; null: of the whole account. */
type Sender = string | null;

/**
 * What became of these messages; one request before each answer. Lists are read while a page is cheaper than what it spares:
 * first that of the account, where many senders are asked for, then that of each sender, then single messages. Lists are
 * filtered by `DateSent`: a message that Twilio has not sent yet is in none, and has no end.
 * https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 */
export async function* findStatuses(client: Twilio, asked: SentMessage[]): AsyncGenerator<DeliveryReport[]> {
  const left = new Map(asked.map((message) => [message.providerMessageId, message]));
  const take = (found: MessageInstance[]) =>
    found
      .filter(({ sid }) => left.delete(sid))
      .map(reportOf)
      .filter(isEnd);
  const remaining = () => bySender(left.values());

  const senders = remaining();
  if (senders.size > 1)
    for await (const page of pagesOf(client, null, asked, () => remaining().size)) yield take(page);
  for (const [sender, messages] of senders) {
    const missing = () => messages.filter(({ providerMessageId: sid }) => left.has(sid));
    if (missing().length < 2) continue;
    for await (const page of pagesOf(client, sender, missing(), () => missing().length)) yield take(page);
  }
  for (const sid of [...left.keys()].slice(0, MAX_SINGLE)) yield take(await one(client, sid));
}

function bySender(messages: Iterable<SentMessage>): Map<Sender, SentMessage[]> {
  const groups = new Map<Sender, SentMessage[]>();
  for (const message of messages) {
    const sender = MESSAGING_SERVICE.test(message.from) ? null : message.from;
    const group = groups.get(sender);
    if (group) group.push(message);
    else groups.set(sender, [message]);
  }
  return groups;
}

/**
 * The pages of the list that should hold these messages, as long as fewer were read than `worth` now: so many requests the
 * next better way would take. Messages that were sent long after they were taken are looked for in later times.
 */
async function* pagesOf(
  client: Twilio,
  from: Sender,
  messages: SentMessage[],
  worth: () => number,
): AsyncGenerator<MessageInstance[]> {
  const times = messages.map(({ sentAt }) => sentAt.getTime());
  const latest = times.reduce((a, b) => Math.max(a, b));
  let begin = times.reduce((a, b) => Math.min(a, b)) - SLACK_MS;
  let read = 0;
  for (const withinMs of SENT_WITHIN_MS) {
    if (begin > Date.now() + SLACK_MS) return;
    const end = latest + withinMs;
    let page: Page | undefined;
    do {
      if (read >= worth()) return;
      page = await (page === undefined ? firstPage(client, from, begin, end) : page.nextPage());
      read += 1;
      yield page?.instances ?? [];
    } while (page?.nextPageUrl);
    begin = end;
  }
}

function firstPage(client: Twilio, from: Sender, begin: number, end: number): Promise<Page> {
  const sent = { dateSentAfter: new Date(begin), dateSentBefore: new Date(end) };
  return client.messages.page({ ...(from !== null && { from }), ...sent, pageSize: PAGE_SIZE });
}

/** Nothing, where Twilio has deleted it. */
async function one(client: Twilio, sid: string): Promise<MessageInstance[]> {
  try {
    return [await client.messages(sid).fetch()];
  } catch (error) {
    if (error instanceof ProviderError && error.httpStatus === NOT_FOUND) return [];
    throw error;
  }
}

/** Without its text, which is kept where it was written. */
function reportOf(message: MessageInstance): DeliveryReport {
  const { sid, status, errorCode, errorMessage, dateSent, dateUpdated, numSegments, price, priceUnit } =
    message;
  return {
    ...statusReport({
      sid,
      status,
      code: errorCode ? String(errorCode) : null,
      words: errorMessage || null,
      to: message.to,
      from: message.from ?? undefined,
      messageId: null,
      // The SDK gives back what it cannot read.
      occurredAt: dateUpdated instanceof Date ? dateUpdated : null,
      payload: {
        ...{ sid, status, error_code: errorCode, error_message: errorMessage },
        ...{ date_sent: dateSent, date_updated: dateUpdated, num_segments: numSegments },
        ...{ price, price_unit: priceUnit },
      },
    }),
    lookedUp: true,
  };
}

function isEnd({ kind }: DeliveryReport): boolean {
  return kind === 'delivered' || kind === 'failed';
}
