import { answerOf, type Operations, type Schemas } from './operations.js';
import { itemsOf } from './pages.js';
import type { operations } from './schema.js';

/** Which suppressions; by default all. `limit` is how many are fetched at once. */
export type SuppressionFilter = Omit<
  NonNullable<operations['listSuppressions']['parameters']['query']>,
  'cursor'
>;

/** Addresses that receive no messages. Each method throws an ApiError when the service refuses. */
export class Suppressions {
  constructor(private readonly api: Operations) {}

  /** The one there is already for that reason stays as it is. */
  create(suppression: Schemas['CreateSuppression']): Promise<Schemas['Suppression']> {
    return answerOf(this.api.POST('/api/v1/suppressions', { body: suppression }));
  }

  list(filter: SuppressionFilter = {}): AsyncGenerator<Schemas['Suppression'], void, undefined> {
    return itemsOf(async (cursor: string | undefined) => {
      const query = { ...filter, cursor };
      const page = await answerOf(this.api.GET('/api/v1/suppressions', { params: { query } }));
      return { items: page.suppressions, next: page.next_cursor ?? undefined };
    });
  }

  async remove(id: string): Promise<void> {
    await answerOf(this.api.DELETE('/api/v1/suppressions/{id}', { params: { path: { id } } }));
  }
}
