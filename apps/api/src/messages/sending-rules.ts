import { hasMoreThan } from '../http/validation/has-more-than.js';
import { instant } from '../http/validation/parse-instant.js';
import { isHttpUrl, IsListOf } from '../http/validation/plain-rules.js';
import { optionalRule } from '../http/validation/rule.js';
import { unstorable } from '../http/validation/unstorable.js';
import { mailboxFault, NO_MAILBOX } from './address-rules.js';

/** How far ahead a message may be scheduled, and how long after that it may still be sent. */
export const LONGEST_WAIT_SECONDS = 35 * 86_400;
const MOST_TAGS = 10;
const LONGEST_TAG = 100;
const MOST_COPIES = 50;
const NO_MOMENT = 'must be a date and time in ISO 8601';
const IGNORABLE = ['bounce', 'complaint', 'unsubscribe', 'manual'];

/** A moment at most 35 days ahead. One that is past is as good as now: clocks differ, and requests come again. */
export const IsSendTime = () =>
  optionalRule('isSendTime', (value) => {
    const moment = typeof value === 'string' ? instant(value) : null;
    if (!moment) return NO_MOMENT;
    return moment.getTime() > Date.now() + LONGEST_WAIT_SECONDS * 1_000
      ? 'must be at most 35 days ahead'
      : null;
  });

/** A moment that is ahead, after the send time, by at most 35 days. */
export const IsExpiry = () =>
  optionalRule('isExpiry', (value, body) => {
    const moment = typeof value === 'string' ? instant(value) : null;
    if (!moment) return NO_MOMENT;
    const { send_at, validity_seconds } = body;
    if (validity_seconds !== undefined && validity_seconds !== null)
      return 'is not possible together with validity_seconds';
    if (moment.getTime() <= Date.now()) return 'must be ahead: the message would never be sent';
    const sendAt = typeof send_at === 'string' ? (instant(send_at)?.getTime() ?? 0) : 0;
    if (moment.getTime() <= sendAt) return 'must be after send_at: the message would never be sent';
    return moment.getTime() > Math.max(sendAt, Date.now()) + LONGEST_WAIT_SECONDS * 1_000
      ? 'must be at most 35 days after the message is to be sent'
      : null;
  });

/** At most 10 short lines. */
export const AreTags = () =>
  IsListOf(MOST_TAGS, (tag) => {
    if (typeof tag !== 'string' || tag === '' || hasMoreThan(tag, LONGEST_TAG))
      return `must be a string of 1 to ${LONGEST_TAG} characters`;
    return /\p{Cc}/u.test(tag) ? 'must not contain control characters' : unstorable(tag);
  });

const noMailbox = (value: unknown): string | null =>
  typeof value === 'string' && unstorable(value) === null ? mailboxFault(value) : NO_MAILBOX;

/** An email address. */
export const IsMailbox = () => optionalRule('isMailbox', noMailbox);

/** At most 50 email addresses. */
export const AreMailboxes = () => IsListOf(MOST_COPIES, noMailbox);

/** Reasons that may be ignored: every one but `stop`. */
export const AreIgnorableReasons = () =>
  IsListOf(IGNORABLE.length, (reason) =>
    IGNORABLE.includes(reason as string) ? null : `must be one of ${IGNORABLE.join(', ')}`,
  );

/** An http or https address; https where `httpsOnly`. */
export const IsCallbackUrl = () =>
  optionalRule('isCallbackUrl', (value) => (isHttpUrl(value) ? null : 'must be an http or https URL'));
