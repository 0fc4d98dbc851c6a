import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NoAnswer } from '../answers/no-answer.js';
import { Behaviour } from '../behaviour/behaviour.js';
import { CallbackSender } from '../callbacks/callback-sender.js';
import { Inbox } from '../inbox/inbox.js';
import { arrival } from '../inbox/inbox-message.js';
import type { SesReport } from '../outcomes/outcome.js';
import { type ChosenSesOutcome, OutcomeChoice } from '../outcomes/outcome-choice.js';
import { SesError } from './ses-error.js';
import { isOfRecipient, sesEvent } from './ses-event.js';
import type { SesMessage } from './ses-message.js';
import { readSesRequest, type SesRequest } from './ses-request.js';
import { SnsTopic } from './sns-topic.js';

/** What is kept of a text or a page, in characters. */
const MAX_STORED_LENGTH = 20_000;

/** The mails of the SES API v2. */
@Injectable()
export class SesMessages {
  constructor(
    private readonly behaviour: Behaviour,
    private readonly outcomes: OutcomeChoice,
    private readonly inbox: Inbox,
    private readonly sender: CallbackSender,
    private readonly topic: SnsTopic,
  ) {}

  /**
   * Takes a mail, or does what its recipients ask for; of several, the first that is not simply accepted decides. `origin` is
   * where we were called; `begin` is to be called once the answer is out.
   * @throws SesError when it is refused, NoAnswer when the caller is to hear nothing.
   */
  async send(body: unknown, origin: string): Promise<{ id: string; begin: () => void }> {
    const request = readSesRequest(body);
    const outcomes = request.recipients.map(({ to }) => this.outcomeOf(request, to));
    const answers = outcomes.map(({ answer }) => answer);
    const answer = answers.find(({ kind }) => kind !== 'accepted');
    if (answer?.kind === 'refused') throw SesError.of(answer.code);
    if (answer && 'taken' in answer && !answer.taken) throw new NoAnswer(answer.kind);

    const id = `0100${randomBytes(6).toString('hex')}-${randomUUID()}-000000`;
    const arrived = request.recipients.map((recipient) => take(request, recipient, id));
    for (const message of arrived) this.inbox.add(message);
    const begin = () =>
      arrived.forEach((message, index) => void this.follow(message, outcomes[index]?.reports ?? [], origin));
    if (answer && 'taken' in answer) {
      begin();
      throw new NoAnswer(answer.kind);
    }
    await this.behaviour.pause(Math.max(...answers.map((each) => ('afterMs' in each && each.afterMs) || 0)));
    return { id, begin };
  }

  private outcomeOf({ from, subject, text, html }: SesRequest, to: string): ChosenSesOutcome {
    return this.outcomes.forSes(from, bare(to), JSON.stringify([subject, text, html]));
  }

  /** As SNS does, nothing is told before the subscription is confirmed. */
  private async follow(message: SesMessage, reports: readonly SesReport[], origin: string): Promise<void> {
    await this.topic.subscribed(origin);
    let { status } = message;
    await this.sender.follow(message, reports, (report) => {
      if (!isOfRecipient(report)) status = report;
      message.status = status;
      return this.topic.notification(origin, sesEvent(message, report, message.updatedAt), report);
    });
  }
}

function take(request: SesRequest, { to, sentAs }: SesRequest['recipients'][0], id: string): SesMessage {
  const { from, replyTo, subject, text, html, attachments, tags } = request;
  return arrival({
    ...{ provider: 'ses', direction: 'outbound', channel: 'email', id, status: 'accepted', customArgs: tags },
    ...{ from, to: bare(to), sentAs, replyTo, subject, attachments },
    messageId: tags.message_id ?? null,
    destination: request.recipients.map((each) => bare(each.to)),
    body: text.slice(0, MAX_STORED_LENGTH),
    html: html?.slice(0, MAX_STORED_LENGTH) ?? null,
  });
}

function bare(mailbox: string): string {
  return /<([^<>]+)>$/.exec(mailbox)?.[1] ?? mailbox;
}
