import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NoAnswer } from '../answers/no-answer.js';
import { Behaviour } from '../behaviour/behaviour.js';
import { arrival } from '../inbox/inbox-message.js';
import { Inbox } from '../inbox/inbox.js';
import { OutcomeChoice } from '../outcomes/outcome-choice.js';
import { HttpCallbacks } from './http-callbacks.js';
import type { HttpMessage } from './http-message.js';
import { HttpProblem } from './http-problem.js';
import { readHttpRequest } from './http-request.js';

const MAX_KEYS = 50_000;

/** The other side of the HTTP provider: it takes a message once, however often it is asked to. */
@Injectable()
export class HttpMessages {
  /** What was taken, by the application's id. */
  private readonly taken = new Map<string, HttpMessage>();

  constructor(
    private readonly behaviour: Behaviour,
    private readonly outcomes: OutcomeChoice,
    private readonly inbox: Inbox,
    private readonly callbacks: HttpCallbacks,
  ) {}

  /**
   * Takes a message, or does what its recipient asks for; `begin` is to be called once the answer is out.
   * @throws HttpProblem when it is refused, NoAnswer when the caller is to hear nothing.
   */
  async send(body: unknown, key: string): Promise<{ id: string; begin: () => void }> {
    const request = readHttpRequest(body, key);
    const known = this.taken.get(request.id);
    // What failed may be asked for once more: somebody has looked at it since.
    if (known && known.status !== 'failed') return { id: known.id, begin: () => undefined };
    const { answer, reports, errorCode } = this.outcomes.forHttp(request.to, request.id);
    if (answer.kind === 'refused')
      throw HttpProblem.of(answer.code, { retryAfterSeconds: answer.retryAfterSeconds });
    if (answer.kind !== 'accepted' && !answer.taken) throw new NoAnswer(answer.kind);

    const message: HttpMessage = arrival({
      ...request,
      ...{ provider: 'http', direction: 'outbound', id: `http-${randomUUID()}`, status: 'accepted' },
      messageId: request.id,
      errorCode: null,
    });
    this.take(request.id, message);
    const begin = () => void this.callbacks.follow(message, reports, errorCode);
    if (answer.kind !== 'accepted') {
      begin();
      throw new NoAnswer(answer.kind);
    }
    await this.behaviour.pause(answer.afterMs ?? 0);
    return { id: message.id, begin };
  }

  /** Null: it was not taken. */
  find(id: string): HttpMessage | null {
    return this.taken.get(id) ?? null;
  }

  private take(key: string, message: HttpMessage): void {
    this.inbox.add(message);
    this.taken.delete(key);
    this.taken.set(key, message);
    const [oldest] = this.taken.keys();
    if (this.taken.size > MAX_KEYS && oldest !== undefined) this.taken.delete(oldest);
  }
}
