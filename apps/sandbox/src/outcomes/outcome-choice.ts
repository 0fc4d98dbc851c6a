import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SendgridOutcome, TwilioOutcome } from './outcome.js';
import {
  SENDGRID_DELIVERED,
  SENDGRID_INVALID,
  SENDGRID_OUTCOMES,
  SIMULATOR_DOMAIN,
  TWILIO_DELIVERED,
  TWILIO_OUTCOMES,
} from './outcomes.js';

export type ChosenTwilioOutcome = Pick<TwilioOutcome, 'answer' | 'reports' | 'errorCode'>;
export type ChosenSendgridOutcome = Pick<SendgridOutcome, 'answer' | 'reports'>;

const BY_NUMBER = new Map(TWILIO_OUTCOMES.map((outcome) => [outcome.party + outcome.number, outcome]));
const BY_MAILBOX = new Map(SENDGRID_OUTCOMES.map((outcome) => [outcome.mailbox, outcome]));
/** ASCII with single dots inside, or in quotes (RFC 5322, 3.4.1). */
const VALID_MAILBOX = /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"[ -~]+")$/;
const MAX_CACHED = 10_000;

/** Looks up what happens to a message, and remembers how often those that fail only at first were tried. */
@Injectable()
export class OutcomeChoice {
  private readonly tries = new Map<string, number>();

  /** Counts as a try: ask once per request. A message is the same when all its parts are. */
  forText(from: string, to: string, body: string): ChosenTwilioOutcome {
    const outcome = BY_NUMBER.get(`From${from}`) ?? BY_NUMBER.get(`To${to}`);
    if (!outcome || this.isOver(outcome, [from, to, body])) return TWILIO_DELIVERED;
    return outcome;
  }

  /** The same for one recipient of a mail. */
  forMail(from: string, to: string, content: string): ChosenSendgridOutcome {
    const at = to.lastIndexOf('@');
    const [mailbox, domain] = [to.slice(0, at), to.slice(at + 1)].map((part) => part.toLowerCase()) as [
      string,
      string,
    ];
    if (!VALID_MAILBOX.test(mailbox)) return SENDGRID_INVALID;
    const outcome = domain === SIMULATOR_DOMAIN ? BY_MAILBOX.get(mailbox.replace(/\+.*/, '')) : undefined;
    if (!outcome || this.isOver(outcome, [from, to, content])) return SENDGRID_DELIVERED;
    return outcome;
  }

  private isOver({ firstTries }: { firstTries?: number }, parts: string[]): boolean {
    if (firstTries === undefined) return false;
    const key = createHash('sha256').update(JSON.stringify(parts)).digest('base64');
    const tries = (this.tries.get(key) ?? 0) + 1;
    this.tries.delete(key);
    this.tries.set(key, tries);
    const [oldest] = this.tries.keys();
    if (this.tries.size > MAX_CACHED && oldest !== undefined) this.tries.delete(oldest);
    return tries > firstTries;
  }
}
