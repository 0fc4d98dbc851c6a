import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NoAnswer } from '../answers/no-answer.js';
import { Behaviour } from '../behaviour/behaviour.js';
import { arrival } from '../inbox/inbox-message.js';
import { Inbox } from '../inbox/inbox.js';
import { OutcomeChoice } from '../outcomes/outcome-choice.js';
import { VonageCallbacks } from './vonage-callbacks.js';
import type { VonageMessage } from './vonage-message.js';
import { VonageProblem } from './vonage-problem.js';
import { readVonageRequest } from './vonage-request.js';

/** Vonage's Messages API. */
@Injectable()
export class VonageMessages {
  constructor(
    private readonly behaviour: Behaviour,
    private readonly outcomes: OutcomeChoice,
    private readonly inbox: Inbox,
    private readonly callbacks: VonageCallbacks,
  ) {}

  /**
   * Takes a message, or does what its numbers ask for; `begin` is to be called once the answer is out.
   * @throws VonageProblem when it is refused, NoAnswer when the caller is to hear nothing.
   */
  async send(body: unknown): Promise<{ uuid: string; begin: () => void }> {
    const request = readVonageRequest(body);
    const { answer, reports, errorCode } = this.outcomes.forVonage(request.from, request.to, request.body);
    if (answer.kind === 'refused')
      throw VonageProblem.of(answer.code, { retryAfterSeconds: answer.retryAfterSeconds });
    if (answer.kind !== 'accepted' && !answer.taken) throw new NoAnswer(answer.kind);

    const message: VonageMessage = arrival({
      ...request,
      ...{ provider: 'vonage', direction: 'outbound', id: randomUUID(), status: 'accepted' },
      messageId: request.clientRef,
      errorCode: null,
    });
    this.inbox.add(message);
    const begin = () => void this.callbacks.follow(message, reports, errorCode);
    if (answer.kind !== 'accepted') {
      begin();
      throw new NoAnswer(answer.kind);
    }
    await this.behaviour.pause(answer.afterMs ?? 0);
    return { uuid: message.id, begin };
  }
}
