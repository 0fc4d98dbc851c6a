import { answerOf, client, type Schemas } from '../api/api.js';
import { useLive } from '../ui/use-live.js';

export type Pace = Schemas['Pace'];
export type Paced = Schemas['Paced'];
export const PACES = ['paces'];

/** The paces that somebody gave, and what waits for its turn now. */
export function usePaces() {
  return useLive(PACES, (signal) => answerOf(client.api.GET('/api/v1/admin/paces', { signal })));
}
