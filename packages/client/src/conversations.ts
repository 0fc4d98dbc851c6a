import { answerOf, type Operations, type Schemas } from './operations.js';
import { itemsOf, nextOffset } from './pages.js';
import type { operations } from './schema.js';

const DEFAULT_PAGE_SIZE = 100;

/** Which conversations; by default all. `limit` is how many are fetched at once. */
export type ConversationFilter = Omit<
  NonNullable<operations['listConversations']['parameters']['query']>,
  'offset'
>;

/** Everything about conversations. Each method throws an ApiError when the service refuses. */
export class Conversations {
  constructor(private readonly api: Operations) {}

  create(conversation: Schemas['CreateConversation']): Promise<Schemas['Conversation']> {
    return answerOf(this.api.POST('/api/v1/conversations', { body: conversation }));
  }

  get(id: string): Promise<Schemas['ConversationWithMessages']> {
    return answerOf(this.api.GET('/api/v1/conversations/{id}', { params: { path: { id } } }));
  }

  /** The last written in first, up to the 10,000th; narrow the filter to go further. */
  list(filter: ConversationFilter = {}): AsyncGenerator<Schemas['Conversation'], void, undefined> {
    const limit = filter.limit ?? DEFAULT_PAGE_SIZE;
    return itemsOf(async (offset: number = 0) => {
      const query = { ...filter, limit, offset };
      const { conversations } = await answerOf(this.api.GET('/api/v1/conversations', { params: { query } }));
      return { items: conversations, next: nextOffset(offset, limit, conversations.length) };
    });
  }

  /** Newest first, up to the 10,000th; `client.messages.list({ conversation_id })` has no end. */
  messages(id: string): AsyncGenerator<Schemas['Message'], void, undefined> {
    return itemsOf(async (offset: number = 0) => {
      const params = { path: { id }, query: { limit: DEFAULT_PAGE_SIZE, offset } };
      const { messages } = await answerOf(this.api.GET('/api/v1/conversations/{id}/messages', { params }));
      return { items: messages, next: nextOffset(offset, DEFAULT_PAGE_SIZE, messages.length) };
    });
  }

  async search(
    query: Schemas['SearchConversations'],
  ): Promise<Schemas['ConversationSearch']['conversations']> {
    const { conversations } = await answerOf(this.api.POST('/api/v1/conversations/search', { body: query }));
    return conversations;
  }

  update(id: string, change: Schemas['ChangeConversation']): Promise<Schemas['Conversation']> {
    return answerOf(this.api.PATCH('/api/v1/conversations/{id}', { params: { path: { id } }, body: change }));
  }

  markRead(id: string): Promise<Schemas['Conversation']> {
    return answerOf(this.api.POST('/api/v1/conversations/{id}/read', { params: { path: { id } } }));
  }

  archive(id: string): Promise<Schemas['Conversation']> {
    return answerOf(this.api.POST('/api/v1/conversations/{id}/archive', { params: { path: { id } } }));
  }

  statistics(id: string): Promise<Schemas['ConversationStatistics']> {
    return answerOf(this.api.GET('/api/v1/conversations/{id}/statistics', { params: { path: { id } } }));
  }

  async close(id: string): Promise<void> {
    await answerOf(this.api.DELETE('/api/v1/conversations/{id}', { params: { path: { id } } }));
  }

  /** Removes it with all its messages, for good. @throws ApiError 409 while one of them is being sent. */
  async remove(id: string): Promise<void> {
    const params = { path: { id }, query: { hard_delete: true } };
    await answerOf(this.api.DELETE('/api/v1/conversations/{id}', { params }));
  }
}
