import type { paths } from '@sendstream/client';
import { answerOf, client, type Schemas } from '../api/api.js';
import type { Endless } from '../ui/use-endless.js';
import { useWhole } from '../ui/use-whole.js';

export type QueueName = paths['/api/v1/admin/queues/{name}/pause']['post']['parameters']['path']['name'];
export type Queue = Schemas['Queue'] & { name: QueueName };

const FOLLOWED_MS = 2_000;

/** Every queue as it is now; its id is its name. */
export function useQueues(): Endless<Queue & { id: string }> {
  return useWhole(
    ['queues'],
    async (signal) => {
      const { queues } = await answerOf(client.api.GET('/api/v1/admin/queues', { signal }));
      return queues.map((queue) => ({ id: queue.name, ...(queue as Queue) }));
    },
    FOLLOWED_MS,
  );
}
