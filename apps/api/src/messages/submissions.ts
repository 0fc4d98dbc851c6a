import { Injectable } from '@nestjs/common';
import type { Message, MessagePriority } from '#entities';
import {
  type AcceptResult,
  type Draft,
  Guard,
  type GuardRefusal,
  type IdempotencyKey,
  type KnownKey,
  messageJson,
} from '#messaging';
import { type FieldError, InvalidFields } from '../problems/field-error.js';
import { Refusal } from '../problems/problem-exception.js';
import { InFlightKeys } from '../http/idempotency/in-flight-keys.js';
import type { RequestOrigin } from '../caller/request-origin.js';
import { isRejection, MessageParser, type Rejection } from './message-parser.js';
import type { BatchResult } from './send-batch.dto.js';
import { SynchronousSending } from './synchronous-sending.js';

/** A refused item of a batch, and where it stood. */
interface RefusedItem extends Rejection {
  index: number;
}

const DELETED: FieldError[] = [{ field: 'message', reason: 'was accepted, and has been deleted since' }];

/**
 * What clients ask to be sent. A request that comes again under its key is answered as before, though it might not be valid
 * any more: its times may be past by now, its parent deleted.
 */
@Injectable()
export class Submissions {
  constructor(
    private readonly reader: MessageParser,
    private readonly sender: SynchronousSending,
    private readonly guard: Guard,
    private readonly running: InFlightKeys,
  ) {}

  /** @throws InvalidFields, KeyInUseProblem */
  one(
    body: unknown,
    key: IdempotencyKey | null,
    origin: RequestOrigin,
  ): Promise<{ message: Message; replayed: boolean }> {
    return this.running.during(key, async () => {
      const [read] = await this.reader.readAll([body], 'body');
      const { messages, replayed } = await this.submit(
        sentWith([read as Draft | Rejection], origin, 'normal'),
        key,
        origin.apiKey,
        (refused) => {
          throw problemOf(refused[0] as RefusedItem);
        },
      );
      const [message] = messages;
      if (!message) throw new InvalidFields(DELETED, 404);
      return { message, replayed };
    });
  }

  /** One result for each body, in order: the good ones are accepted whatever the others are, as bulk by default. @throws KeyInUseProblem */
  batch(
    bodies: unknown[],
    key: IdempotencyKey | null,
    origin: RequestOrigin,
  ): Promise<{ results: BatchResult[]; replayed: boolean }> {
    return this.running.during(key, async () => {
      const read = await this.reader.readAll(bodies, 'message');
      const accepted = await this.submit(sentWith(read, origin, 'bulk'), key, origin.apiKey, (refused) => ({
        ids: [],
        messages: [],
        replayed: false,
        refused,
      }));
      return { results: resultsOf(bodies.length, accepted), replayed: accepted.replayed };
    });
  }

  /** `otherwise`: the answer when nothing can be accepted, and nothing was under this key. */
  private async submit(
    read: (Draft | Rejection)[],
    key: IdempotencyKey | null,
    apiKey: KnownKey | undefined,
    otherwise: (refused: RefusedItem[]) => AcceptResult,
  ): Promise<AcceptResult> {
    const sound = read.filter((each): each is Draft => !isRejection(each));
    const judgement = sound.length === 0 ? null : await this.guard.judge(sound, apiKey ?? null);
    const drafts: Draft[] = [];
    const refused: RefusedItem[] = [];
    let position = 0;
    read.forEach((each, index) => {
      const rejection = isRejection(each) ? each : rejectionOf(judgement?.refusals[position++] ?? null);
      if (rejection) refused.push({ index, ...rejection });
      else drafts.push(each as Draft);
    });
    if (drafts.length === 0) return (key && (await this.sender.earlier(key))) ?? otherwise(refused);
    let isAccepted = false;
    try {
      const accepted = await this.sender.sendAll(drafts, key && { ...key, refused });
      isAccepted = !accepted.replayed;
      return isAccepted ? { ...accepted, refused } : accepted;
    } finally {
      if (!isAccepted) await judgement?.giveBack();
    }
  }
}

/** Each with the key and the request it comes with, and the priority it has if it says none. */
function sentWith(
  read: (Draft | Rejection)[],
  { apiKey, clientRequestId, traceparent }: RequestOrigin,
  usual: MessagePriority,
): (Draft | Rejection)[] {
  const otherwise = apiKey?.defaultPriority ?? usual;
  const origin = { apiKeyId: apiKey?.id, clientRequestId, traceparent };
  return read.map((each) =>
    isRejection(each) ? each : { ...each, priority: each.priority ?? otherwise, ...origin },
  );
}

/** What the guard refuses, as the other refusals are. */
function rejectionOf(refusal: GuardRefusal | null): Rejection | null {
  if (refusal === null) return null;
  const { rule, field, reason, retryAfterSeconds } = refusal;
  const errors = [{ field, reason }];
  return retryAfterSeconds === null
    ? { status: 422, errors, rule }
    : { status: 429, errors, rule, retryAfterSeconds };
}

/** The answer to a request whose only message is refused. */
function problemOf({ status, errors, rule, retryAfterSeconds }: Rejection): Error {
  if (rule === undefined) return new InvalidFields(errors, status === 404 ? 404 : 422);
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  const detail = errors.map(({ field, reason }) => `${field} ${reason}`).join('; ');
  return new Refusal(status, detail, headers, { errors, rule });
}

function resultsOf(count: number, { ids, messages, refused }: AcceptResult): BatchResult[] {
  const byIndex = new Map(((refused ?? []) as RefusedItem[]).map((item) => [item.index, item]));
  const byId = new Map(messages.map((message) => [message.id, message]));
  let next = 0;
  return Array.from({ length: count }, (_, index): BatchResult => {
    const item = byIndex.get(index);
    if (item) return resultOf(item);
    const message = byId.get(ids[next++] as string);
    return message ? { status: 201, message: messageJson(message) } : { status: 422, errors: DELETED };
  });
}

function resultOf({ status, errors, retryAfterSeconds = 1 }: RefusedItem): BatchResult {
  if (status === 429) return { status, errors, retry_after_seconds: retryAfterSeconds };
  return { status: 422, errors };
}
