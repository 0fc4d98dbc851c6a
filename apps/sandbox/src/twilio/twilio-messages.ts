import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NoAnswer } from '../answers/no-answer.js';
import { Behaviour } from '../behaviour/behaviour.js';
import { Inbox } from '../inbox/inbox.js';
import { arrival, type InboxMessage } from '../inbox/inbox-message.js';
import { OutcomeChoice } from '../outcomes/outcome-choice.js';
import { SandboxSettings } from '../sandbox-settings.js';
import { messageList, type ListQuery } from './message-list.js';
import { type MessageRequest, readMessageRequest, type TwilioForm } from './message-request.js';
import { messageResource, type MessageResource } from './message-resource.js';
import { StatusCallbacks } from './status-callbacks.js';
import { TwilioError } from './twilio-errors.js';
import type { TwilioMessage } from './twilio-message.js';

/** A message that was taken: what to answer, and what to set going once the answer is out. */
export interface Acceptance {
  resource: MessageResource;
  begin: () => void;
}

/** Twilio's Message resource: create, fetch, list. */
@Injectable()
export class TwilioMessages {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly behaviour: Behaviour,
    private readonly outcomes: OutcomeChoice,
    private readonly inbox: Inbox,
    private readonly callbacks: StatusCallbacks,
  ) {}

  /**
   * Takes a message, or does what its numbers ask for.
   * @throws TwilioError when it is refused, NoAnswer when the caller is to hear nothing.
   */
  async create(form: TwilioForm): Promise<Acceptance> {
    const request = readMessageRequest(form);
    const { to, from } = request;
    const { answer, reports, errorCode } = this.outcomes.forText(from, to, request.body);
    if (answer.kind === 'refused') {
      const headers = answer.retryAfterSeconds
        ? { 'Retry-After': String(answer.retryAfterSeconds) }
        : undefined;
      throw TwilioError.of(answer.code, { to, from, headers });
    }
    if (answer.kind !== 'accepted' && !answer.taken) throw new NoAnswer(answer.kind);

    const message = take(request);
    this.inbox.add(message);
    const begin = () => void this.callbacks.follow(message, reports, errorCode);
    if (answer.kind !== 'accepted') {
      begin();
      throw new NoAnswer(answer.kind);
    }
    const resource = messageResource(this.settings.twilioAccountSid, message);
    await this.behaviour.pause(answer.afterMs ?? 0);
    return { resource, begin };
  }

  /** @throws TwilioError 20404 for a sid that is not (or no longer) known. */
  fetch(sid: string, path: string): MessageResource {
    const message = this.inbox.find(sid);
    if (!message || !isText(message)) throw TwilioError.notFound(path);
    return messageResource(this.settings.twilioAccountSid, message);
  }

  list(query: ListQuery): ReturnType<typeof messageList> {
    return messageList(this.settings.twilioAccountSid, query, texts(this.inbox.newestFirst()));
  }
}

function take(request: MessageRequest): TwilioMessage {
  const isMms = request.attachments.length > 0;
  return arrival({
    ...request,
    provider: 'twilio',
    direction: 'outbound',
    messageId: messageIdIn(request.statusCallback),
    channel: isMms ? 'mms' : 'sms',
    id: (isMms ? 'MM' : 'SM') + randomUUID().replaceAll('-', ''),
    status: request.from === '' ? 'accepted' : 'queued',
    sentAt: null,
    errorCode: null,
  });
}

function* texts(messages: Iterable<InboxMessage>): Generator<TwilioMessage> {
  for (const message of messages) if (isText(message)) yield message;
}

function isText(message: InboxMessage): message is TwilioMessage {
  return message.provider === 'twilio' && message.direction === 'outbound';
}

/** Sendstream's callbacks bear its own id. */
function messageIdIn(statusCallback: string | null): string | null {
  return statusCallback === null ? null : new URL(statusCallback).searchParams.get('message_id');
}
