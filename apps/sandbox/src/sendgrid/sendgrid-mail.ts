import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NoAnswer } from '../answers/no-answer.js';
import { Behaviour } from '../behaviour/behaviour.js';
import { Inbox } from '../inbox/inbox.js';
import { arrival } from '../inbox/inbox-message.js';
import type { SendgridReport } from '../outcomes/outcome.js';
import { type ChosenSendgridOutcome, OutcomeChoice } from '../outcomes/outcome-choice.js';
import { EventWebhook } from './event-webhook.js';
import type { JsonObject } from './mail-faults.js';
import { type MailRequest, type Personalization, readMailRequest, type SentAs } from './mail-request.js';
import { isEngagement } from './sendgrid-event.js';
import { SendgridError } from './sendgrid-error.js';
import type { SendgridMessage } from './sendgrid-message.js';

/** A mail that was taken; `messageId` null: valid, but in sandbox mode, so nothing is sent. */
export interface MailAcceptance {
  messageId: string | null;
  begin: () => void;
}

interface Recipient {
  to: string;
  sentAs: SentAs;
  personalization: Personalization;
  outcome: ChosenSendgridOutcome;
}

/** What is kept of a text or a page, in characters. */
const MAX_STORED_LENGTH = 20_000;

/** SendGrid's v3 Mail Send. */
@Injectable()
export class SendgridMail {
  constructor(
    private readonly behaviour: Behaviour,
    private readonly outcomes: OutcomeChoice,
    private readonly inbox: Inbox,
    private readonly webhook: EventWebhook,
  ) {}

  /**
   * Takes a mail, or does what its recipients ask for; of several, the first that is not simply accepted decides.
   * @throws SendgridError when it is refused, NoAnswer when the caller is to hear nothing.
   */
  async send(body: JsonObject): Promise<MailAcceptance> {
    const request = readMailRequest(body);
    if (request.isSandboxMode) return { messageId: null, begin: () => undefined };

    const recipients = this.recipientsOf(request);
    const answers = recipients.map(({ outcome }) => outcome.answer);
    const answer = answers.find(({ kind }) => kind !== 'accepted');
    if (answer?.kind === 'refused') throw SendgridError.of(answer.code, rateLimit(answer.retryAfterSeconds));
    if (answer && 'taken' in answer && !answer.taken) throw new NoAnswer(answer.kind);

    const id = randomBytes(16).toString('base64url');
    const arrived = recipients.map((recipient, index) => ({
      message: take(request, recipient, id, index),
      reports: recipient.outcome.reports,
    }));
    for (const { message } of arrived) this.inbox.add(message);
    const begin = () => arrived.forEach(({ message, reports }) => void this.follow(message, reports));
    if (answer && 'taken' in answer) {
      begin();
      throw new NoAnswer(answer.kind);
    }
    await this.behaviour.pause(Math.max(...answers.map((each) => ('afterMs' in each && each.afterMs) || 0)));
    return { messageId: id, begin };
  }

  private recipientsOf(request: MailRequest): Recipient[] {
    return request.personalizations.flatMap((personalization) =>
      personalization.recipients.map(({ email: to, sentAs }) => {
        const content = JSON.stringify([personalization.subject, request.text, request.html]);
        return { to, sentAs, personalization, outcome: this.outcomes.forMail(request.from, to, content) };
      }),
    );
  }

  private async follow(message: SendgridMessage, reports: readonly SendgridReport[]): Promise<void> {
    for (const report of this.behaviour.inDeliveryOrder([...reports])) {
      await this.behaviour.beforeCallback();
      message.updatedAt = new Date();
      if (!isEngagement(report)) message.status = report;
      await this.webhook.tell(message, report, message.updatedAt);
    }
  }
}

function take(
  request: MailRequest,
  { to, sentAs, personalization }: Recipient,
  id: string,
  index: number,
): SendgridMessage {
  const now = new Date();
  return arrival({
    provider: 'sendgrid',
    direction: 'outbound',
    messageId: personalization.customArgs.message_id ?? null,
    channel: 'email',
    id,
    // Callbacks carry this one: the id of the answer, and where in SendGrid it was handled.
    sgMessageId: `${id}.filterdrecv-sandbox-1-${Math.floor(now.getTime() / 1_000)
      .toString(16)
      .toUpperCase()}-1.${index}`,
    smtpId: request.messageId ?? `<${id}@geopod-ismtpd-sandbox>`,
    from: request.from,
    to,
    sentAs,
    replyTo: request.replyTo,
    subject: personalization.subject,
    body: request.text.slice(0, MAX_STORED_LENGTH),
    html: request.html?.slice(0, MAX_STORED_LENGTH) ?? null,
    attachments: request.attachments,
    categories: request.categories,
    customArgs: personalization.customArgs,
    status: 'accepted',
  });
}

/** SendGrid names the second at which the limit ends (https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits). */
function rateLimit(retryAfterSeconds: number | undefined): Record<string, string> {
  if (retryAfterSeconds === undefined) return {};
  const reset = Math.ceil(Date.now() / 1_000) + retryAfterSeconds;
  return { 'X-RateLimit-Limit': '600', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(reset) };
}
