import { commonClock } from '#config';
import { field, type FieldOptions } from '../http/validation/field.js';
import { hasMoreThan } from '../http/validation/has-more-than.js';
import { IsListOf } from '../http/validation/list-fields.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import { unstorable } from '../http/validation/unstorable.js';
import { IsWholeNumber, NO_INSTANT } from '../http/validation/value-fields.js';
import { noneOf } from '../http/validation/word-fields.js';

/** How far ahead a message may be scheduled, and how long after that it may still be sent. */
const MAX_WAIT_DAYS = 35;
const MAX_WAIT_SECONDS = MAX_WAIT_DAYS * 86_400;
const MAX_TAGS = 10;
export const MAX_TAG_LENGTH = 100;
const IGNORABLE = ['bounce', 'complaint', 'unsubscribe', 'manual'];
const INSTANT = { type: 'string', format: 'date-time' } as const;

/** A moment at most 35 days ahead. One that is past is as good as now: clocks differ, and requests come again. */
export const IsSendTime = (options?: FieldOptions) =>
  field({ name: 'isSendTime', schema: INSTANT, check: sendTimeFault }, options);

function sendTimeFault(value: unknown): string | null {
  const moment = typeof value === 'string' ? parseInstant(value) : null;
  if (!moment) return NO_INSTANT;
  return moment.getTime() > commonClock.now() + MAX_WAIT_SECONDS * 1_000
    ? `must be at most ${MAX_WAIT_DAYS} days ahead`
    : null;
}

/** A moment that is ahead, after the send time, by at most 35 days. */
export const IsExpiry = (options?: FieldOptions) =>
  field({ name: 'isExpiry', schema: INSTANT, check: expiryFault }, options);

function expiryFault(value: unknown, body: Record<string, unknown>): string | null {
  const moment = typeof value === 'string' ? parseInstant(value) : null;
  if (!moment) return NO_INSTANT;
  const { send_at, validity_seconds } = body;
  if (validity_seconds !== undefined && validity_seconds !== null)
    return 'is not possible together with validity_seconds';
  if (moment.getTime() <= commonClock.now()) return 'must be ahead: the message would never be sent';
  const sendAt = typeof send_at === 'string' ? (parseInstant(send_at)?.getTime() ?? 0) : 0;
  if (moment.getTime() <= sendAt) return 'must be after send_at: the message would never be sent';
  return moment.getTime() > Math.max(sendAt, commonClock.now()) + MAX_WAIT_SECONDS * 1_000
    ? `must be at most ${MAX_WAIT_DAYS} days after the message is to be sent`
    : null;
}

/** Seconds that a message may wait. */
export const IsValidity = (options?: FieldOptions) => IsWholeNumber(1, MAX_WAIT_SECONDS, options);

/** At most 10 short lines. */
export const AreTags = (options?: FieldOptions) =>
  IsListOf(
    MAX_TAGS,
    { schema: { type: 'string', minLength: 1, maxLength: MAX_TAG_LENGTH }, check: tagFault },
    options,
  );

function tagFault(tag: unknown): string | null {
  if (typeof tag !== 'string' || tag === '' || hasMoreThan(tag, MAX_TAG_LENGTH))
    return `must be a string of 1 to ${MAX_TAG_LENGTH} characters`;
  return /\p{Cc}/u.test(tag) ? 'must not contain control characters' : unstorable(tag);
}

/** Reasons for a suppression that may be ignored: every one but `stop`. */
export const AreIgnorableReasons = (options?: FieldOptions) =>
  IsListOf(
    IGNORABLE.length,
    {
      schema: { type: 'string', enum: IGNORABLE },
      check: (reason) => (IGNORABLE.includes(reason as string) ? null : noneOf(IGNORABLE)),
    },
    options,
  );
