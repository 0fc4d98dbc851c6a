import { isFinal, type Message, type RecordedAttempt } from '#entities';
import { explain } from '#providers';
import type { QueueState } from '#queue';
import { PACED } from '../deliver/attempt-outcome.js';
import { aboutSoLong } from '../pace/pace-words.js';

/** What happens next to a message by itself, in words, and when; null: it is not known when. */
export interface NextStep {
  text: string;
  at: Date | null;
}

/** What is known besides the message itself. */
export interface Surroundings {
  now: Date;
  maxRetries: number;
  lastAttempt: RecordedAttempt | null;
  /** Why its provider takes none of ours now: `twilio is down since 12:00:00 UTC, next trial in 8 s`; null: it does, or nobody says. */
  held: string | null;
  /** Null while Redis does not say. */
  queue: (QueueState & { name: string }) | null;
}

/** Null when nothing happens any more by itself. */
export function nextStep(message: Message, around: Surroundings): NextStep | null {
  const step = stepOf(message, around);
  const { expiresAt, status } = message;
  if (step === null || expiresAt === null || (status !== 'pending' && status !== 'retry')) return step;
  const isLate = expiresAt <= (step.at ?? around.now);
  if (isLate) return { text: `it expires ${inWords(expiresAt, around.now)} and is not sent`, at: expiresAt };
  return { ...step, text: `${step.text}; it expires ${inWords(expiresAt, around.now)}` };
}

function stepOf(message: Message, around: Surroundings): NextStep | null {
  const { status, dueAt: at, error } = message;
  if (status === 'scheduled')
    return { text: `it is queued at its time, ${inWords(at ?? around.now, around.now)}`, at };
  if (status === 'pending') return { text: waiting(around), at: null };
  if (status === 'retry') return waitsForPace(message, around) ?? { text: retry(message, around), at };
  if (status === 'sending') return sending(message, around);
  if (status === 'sent') return news(message, around);
  if (status === 'failed' && error?.code === 'outcome_unknown') {
    const text = 'nothing by itself: nobody knows whether it was sent; retry it, or set its status by hand';
    return { text, at: null };
  }
  return isFinal(status) ? null : { text: 'nothing is known', at: null };
}

/** A look-up, where the provider has one; where not, the end of the wait. */
function news({ provider, dueAt: at }: Message, { now }: Surroundings): NextStep {
  if (at === null) return { text: `${provider} may still tell what became of it; it is not asked`, at };
  const text = `${provider} tells what became of it; without news it is looked into ${inWords(at, now)}`;
  return { text, at };
}

function waiting({ queue }: Surroundings): string {
  if (queue === null) return 'it waits for a processor; Redis does not say how its queue is';
  return queue.state === 'running'
    ? `a processor takes it from ${queue.name}`
    : `it waits in ${queue.name}, which is ${queue.text}`;
}

function retry(message: Message, { now, maxRetries, lastAttempt, held }: Surroundings): string {
  const { attemptCount, retryCount, dueAt } = message;
  const next = attemptCount + 1;
  const last = next + Math.max(0, maxRetries - retryCount);
  if (held !== null) return `it waits for its provider: ${held}; then attempt ${next} of ${last}`;
  const because = lastAttempt ? `, because ${reasonOf(lastAttempt)}` : '';
  return `attempt ${next} of ${last} ${inWords(dueAt ?? now, now)}${because}`;
}

/** Null for what waits for something else. */
function waitsForPace({ pacedUntil: at }: Message, { now, lastAttempt }: Surroundings): NextStep | null {
  if (at === null || lastAttempt?.code !== PACED) return null;
  return { text: `it waits for ${lastAttempt.message}, ${aboutSoLong(at.getTime() - now.getTime())}`, at };
}

function sending(message: Message, { now }: Surroundings): NextStep {
  const { leaseToken, leaseExpiresAt, dueAt, provider } = message;
  if (leaseToken === null)
    return {
      text: `nobody knows yet whether ${provider} took it; it is looked up ${inWords(dueAt ?? now, now)}, and not sent twice`,
      at: dueAt,
    };
  if (leaseExpiresAt !== null && leaseExpiresAt <= now)
    return { text: 'its processor is gone; another one takes it over', at: null };
  return { text: `a processor hands it to ${provider} now`, at: null };
}

/** Why an attempt did not succeed: `Twilio answered 429 (20429: too many requests)`. */
function reasonOf({ provider, httpStatus, code, message }: RecordedAttempt): string {
  const what = httpStatus === null ? `${provider} gave no answer` : `${provider} answered ${httpStatus}`;
  const title = code === null ? null : explain(provider, code)?.title;
  const detail = code === null ? message : `${code}${title ? `: ${title}` : ''}`;
  return detail === null ? what : `${what} (${detail})`;
}

/** `in 41 s`, `in 12 min`, `in 3 h`, `in 5 days`; `now` for what is over. */
function inWords(time: Date, now: Date): string {
  const seconds = Math.ceil((time.getTime() - now.getTime()) / 1_000);
  if (seconds <= 0) return 'now';
  if (seconds < 120) return `in ${seconds} s`;
  if (seconds < 7_200) return `in ${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `in ${Math.round(seconds / 3_600)} h`;
  return `in ${Math.round(seconds / 86_400)} days`;
}
