import { StatusPill } from '../ui/status-pill.js';
import type { Queue } from './use-queues.js';

const TONES = { running: 'good', paused: 'warn', held: 'warn', no_processor: 'bad' } as const;

/** What a queue does, in a word. */
export function QueueStatePill({ state }: { state: Queue['state'] }) {
  return <StatusPill status={state.replaceAll('_', ' ')} tone={TONES[state]} />;
}
