import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SIMULATOR_DOMAIN } from './answers.js';
import { HTTP_DELIVERED, HTTP_OUTCOMES } from './http-outcomes.js';
import type { HttpOutcome, SendgridOutcome, SesOutcome, TwilioOutcome, VonageOutcome } from './outcome.js';
import {
  SENDGRID_DELIVERED,
  SENDGRID_INVALID,
  SENDGRID_OUTCOMES,
  TWILIO_DELIVERED,
  TWILIO_OUTCOMES,
} from './outcomes.js';
import { SES_DELIVERED, SES_OUTCOMES } from './ses-outcomes.js';
import { VONAGE_DELIVERED, VONAGE_OUTCOMES } from './vonage-outcomes.js';

export type ChosenTwilioOutcome = Pick<TwilioOutcome, 'answer' | 'reports' | 'errorCode'>;
export type ChosenVonageOutcome = Pick<VonageOutcome, 'answer' | 'reports' | 'errorCode'>;
export type ChosenSendgridOutcome = Pick<SendgridOutcome, 'answer' | 'reports'>;
export type ChosenSesOutcome = Pick<SesOutcome, 'answer' | 'reports'>;
export type ChosenHttpOutcome = Pick<HttpOutcome, 'answer' | 'reports' | 'errorCode'>;

const byNumber = <Outcome extends { party: string; number: string }>(outcomes: readonly Outcome[]) =>
  new Map(outcomes.map((outcome) => [outcome.party + outcome.number, outcome]));

const OF_TWILIO = byNumber(TWILIO_OUTCOMES);
const OF_VONAGE = byNumber(VONAGE_OUTCOMES);
const OF_SENDGRID = new Map(SENDGRID_OUTCOMES.map((outcome) => [outcome.mailbox, outcome]));
const OF_SES = new Map(SES_OUTCOMES.map((outcome) => [outcome.mailbox, outcome]));
const OF_HTTP = new Map(
  HTTP_OUTCOMES.flatMap((outcome) => [
    [outcome.number, outcome],
    [outcome.mailbox, outcome],
  ]),
);
/** ASCII with single dots inside, or in quotes (RFC 5322, 3.4.1). */
const VALID_MAILBOX = /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"[ -~]+")$/;
const MAX_CACHED = 10_000;

/** Looks up what happens to a message, and remembers how often those that fail only at first were tried. */
@Injectable()
export class OutcomeChoice {
  private readonly tries = new Map<string, number>();

  /** Counts as a try: ask once per request. A message is the same when all its parts are. */
  forText(from: string, to: string, body: string): ChosenTwilioOutcome {
    const outcome = OF_TWILIO.get(`From${from}`) ?? OF_TWILIO.get(`To${to}`);
    if (!outcome || this.isOver(outcome, [from, to, body])) return TWILIO_DELIVERED;
    return outcome;
  }

  /** The same at Vonage, the numbers with their `+`. */
  forVonage(from: string, to: string, text: string): ChosenVonageOutcome {
    const outcome = OF_VONAGE.get(`From${from}`) ?? OF_VONAGE.get(`To${to}`);
    if (!outcome || this.isOver(outcome, ['vonage', from, to, text])) return VONAGE_DELIVERED;
    return outcome;
  }

  /** The same at the other side of the HTTP provider, for texts and mails; `id`: the application's, which names a message. */
  forHttp(to: string, id: string): ChosenHttpOutcome {
    const [mailbox = '', domain] = (/<(.+)>$/.exec(to)?.[1] ?? to).toLowerCase().split('@');
    const name = domain === SIMULATOR_DOMAIN ? mailbox.replace(/\+.*/, '') : to;
    const outcome = OF_HTTP.get(name);
    if (!outcome || this.isOver(outcome, ['http', id])) return HTTP_DELIVERED;
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
    const outcome = domain === SIMULATOR_DOMAIN ? OF_SENDGRID.get(mailbox.replace(/\+.*/, '')) : undefined;
    if (!outcome || this.isOver(outcome, [from, to, content])) return SENDGRID_DELIVERED;
    return outcome;
  }

  /** The same at SES. */
  forSes(from: string, to: string, content: string): ChosenSesOutcome {
    const [mailbox = '', domain] = to.toLowerCase().split('@');
    const outcome = domain === SIMULATOR_DOMAIN ? OF_SES.get(mailbox.replace(/\+.*/, '')) : undefined;
    if (!outcome || this.isOver(outcome, ['ses', from, to, content])) return SES_DELIVERED;
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
