import { answerOf, client, type Schemas } from '../api/api.js';
import { useLive } from '../ui/use-live.js';

/** Seldom: nobody opts out every few seconds. */
const SELDOM_MS = 15_000;

/** Why nothing may be sent from this address to that one; null: it may. Undefined until it is known. */
export function useSuppression(
  channel: 'sms' | 'email',
  to: string,
  from: string,
): Schemas['Suppression'] | null | undefined {
  const query = { address: bare(to), channel, limit: 20 };
  const { data } = useLive(
    ['suppressions', 'of', query],
    (signal) => answerOf(client.api.GET('/api/v1/suppressions', { params: { query }, signal })),
    SELDOM_MS,
  );
  if (data === undefined) return undefined;
  return (
    data.suppressions.find(({ sender }) => sender === null || sender === bare(from).toLowerCase()) ?? null
  );
}

/** `Name <a@b>` without its name. */
const bare = (address: string) => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
