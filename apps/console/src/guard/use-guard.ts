import { answerOf, client, type Schemas } from '../api/api.js';
import { useLive } from '../ui/use-live.js';

export type Guarded = Schemas['Guard'];
export const GUARD = ['guard'];

/** What is refused, stopped and used up now. */
export function useGuard() {
  return useLive(GUARD, (signal) => answerOf(client.api.GET('/api/v1/admin/guard', { signal })));
}
