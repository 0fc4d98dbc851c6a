import type { Twilio } from 'twilio';
import type { MessagePage } from 'twilio/lib/rest/api/v2010/account/message.js';
import { isService } from './twilio-service.js';
import type { Lookup, OutboundMessage, LookupMatch } from '../message-provider.js';

const PAGE_SIZE = 200;
const MAX_PAGES = 25;

/** Twilio's times are whole seconds, cut and not rounded; and its clocks may be a second apart. */
const CLOCK_SLACK_MS = 2_000;

/** What Twilio puts before every text of a trial account. */
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/**
 * Messages of this number pair, with this body and no more files, that our API calls created at or after `since`, oldest
 * first. `since` is by the clock of this process; how far Twilio's is from that, its answer tells.
 *
 * The list is filtered by To and From only; of a Messaging Service, which chooses the number, by To alone. `DateSent>=`, which the SDK offers too, filters on `sent_date`, and that
 * is null while a message waits in Twilio's queue: such a message would seem absent and be sent twice. The list
 * comes newest `DateSent` first (Message resource, "Read multiple Message resources"), so reading stops at a page
 * that ends before `since`. 5,000 newer messages of one pair are beyond it: `undecidable`.
 */
export async function findMessages(client: Twilio, message: OutboundMessage, since: Date): Promise<Lookup> {
  const found: LookupMatch[] = [];

  const service = isService(message.from) ? message.from : null;
  const which = { to: message.to, ...(service === null && { from: message.from }), pageSize: PAGE_SIZE };
  const first = await client.messages.pageWithHttpInfo(which);
  const earliest = since.getTime() + aheadMs(first.headers) - CLOCK_SLACK_MS;
  let page: Pick<MessagePage, 'instances' | 'nextPage' | 'nextPageUrl'> = first.body;
  for (let pages = 1; ; pages += 1) {
    for (const { sid, body, direction, dateCreated, numMedia, messagingServiceSid } of page.instances) {
      if (service !== null && messagingServiceSid !== service) continue;
      if (direction !== 'outbound-api' || !isBody(body, message.body)) continue;
      // Fewer say nothing: what it has not fetched yet it may not count yet.
      if (numMedia && Number(numMedia) > message.attachments.length) continue;
      if (dateCreated.getTime() < earliest) continue;
      const match = { providerMessageId: sid, acceptedAt: dateCreated };
      found.push(messagingServiceSid ? { ...match, service: messagingServiceSid } : match);
    }
    const oldest = page.instances.at(-1)?.dateSent;
    if (!page.nextPageUrl || (oldest && oldest.getTime() < earliest)) {
      // The list is newest first; reversed, those of one second stay in order too.
      return found.reverse().sort((a, b) => a.acceptedAt.getTime() - b.acceptedAt.getTime());
    }
    const next = pages < MAX_PAGES ? await page.nextPage() : undefined;
    if (!next) return 'undecidable';
    page = next;
  }
}

/** By how much Twilio's clock is ahead of ours, as its answer bears it (RFC 9110, section 6.6.1: whole seconds). */
function aheadMs(headers: Record<string, unknown> | undefined): number {
  const theirs = Date.parse(String(headers?.date));
  return Number.isNaN(theirs) ? 0 : theirs - Date.now();
}

function isBody(theirs: string | null, ours: string): boolean {
  return theirs === ours || theirs === TRIAL_PREFIX + ours || (theirs === null && ours === '');
}
