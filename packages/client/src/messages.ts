import { followedEvents } from './event-stream.js';
import { answerOf, type Operations, type Schemas } from './operations.js';
import { itemsOf } from './pages.js';
import { randomUuid } from './random-uuid.js';
import type { operations } from './schema.js';

/** Which messages; by default all. `limit` is how many are fetched at once. */
export type MessageFilter = Omit<
  NonNullable<operations['listMessages']['parameters']['query']>,
  'cursor' | 'offset'
>;

export interface SendOptions {
  /** Under the same key the same request is done once, within 24 hours. Without one the client makes one for each call. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** Everything about messages. Each method throws an ApiError when the service refuses. */
export class Messages {
  constructor(private readonly api: Operations) {}

  /** Accepts one message: stored for good when this answers, whatever happens then. However often it is tried, it is one. */
  send(
    message: Schemas['SendMessage'],
    { idempotencyKey, signal }: SendOptions = {},
  ): Promise<Schemas['Message']> {
    return answerOf(
      this.api.POST('/api/v1/messages/send', {
        params: { header: { 'Idempotency-Key': idempotencyKey ?? randomUuid() } },
        body: message,
        signal,
      }),
    );
  }

  /** One result for each message, in order; the good ones are accepted whatever the others are. */
  async sendBatch(
    batch: Schemas['SendBatch'],
    { idempotencyKey, signal }: SendOptions = {},
  ): Promise<Schemas['BatchResults']['results']> {
    const { results } = await answerOf(
      this.api.POST('/api/v1/messages/batch', {
        params: { header: { 'Idempotency-Key': idempotencyKey ?? randomUuid() } },
        body: batch,
        signal,
      }),
    );
    return results;
  }

  /** What would be sent; nothing is stored. */
  preview(message: Schemas['SendMessage']): Promise<Schemas['Preview']> {
    return answerOf(this.api.POST('/api/v1/messages/preview', { body: message }));
  }

  get(id: string): Promise<Schemas['Message']> {
    return answerOf(this.api.GET('/api/v1/messages/{id}', { params: { path: { id } } }));
  }

  /** The timeline, oldest first. */
  async events(id: string): Promise<Schemas['MessageEvent'][]> {
    const { events } = await answerOf(
      this.api.GET('/api/v1/messages/{id}/events', { params: { path: { id } } }),
    );
    return events;
  }

  /**
   * The timeline as it happens, from its beginning: `for await (const event of client.messages.stream(id))`. It ends when the message is
   * at its end, or with the signal. Broken connections are made again, and no event comes twice.
   */
  stream(
    id: string,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<Schemas['MessageEvent'], void, undefined> {
    return followedEvents(async (lastEventId) => {
      const params = { path: { id }, header: { 'last-event-id': lastEventId } };
      const call = this.api.GET('/api/v1/messages/{id}/stream', { params, signal, parseAs: 'stream' });
      return (await answerOf(call)) ?? null;
    }, signal);
  }

  /** Every message that fits, newest first: `for await (const message of client.messages.list({ status: ['failed'] }))`. */
  list(filter: MessageFilter = {}): AsyncGenerator<Schemas['Message'], void, undefined> {
    return itemsOf(async (cursor: string = '') => {
      const query = { ...filter, cursor };
      const page = await answerOf(this.api.GET('/api/v1/messages', { params: { query } }));
      const next = 'next_cursor' in page ? page.next_cursor : null;
      return { items: page.messages, next: next ?? undefined };
    });
  }

  /** @throws ApiError 409 once it is with the provider. */
  cancel(id: string): Promise<Schemas['Message']> {
    return answerOf(this.api.POST('/api/v1/messages/{id}/cancel', { params: { path: { id } } }));
  }

  /** Sends a failed message again. @throws ApiError 400 in any other state. */
  retry(id: string): Promise<Schemas['Message']> {
    return answerOf(this.api.POST('/api/v1/messages/{id}/retry', { params: { path: { id } } }));
  }

  /** An operator's word. @throws ApiError 409 when the message is at its end. */
  setStatus(id: string, status: Schemas['SetStatus']): Promise<Schemas['Message']> {
    return answerOf(
      this.api.PATCH('/api/v1/messages/{id}/status', { params: { path: { id } }, body: status }),
    );
  }
}
