import type { Queue } from '../api/upcoming.js';
import { StatusPill } from '../ui/status-pill.js';

const TONES = { running: 'good', paused: 'warn', held: 'warn', no_processor: 'bad' } as const;

/** What a queue does, in a word. */
export function QueueStatePill({ state }: { state: Queue['state'] }) {
  return <StatusPill status={state.replaceAll('_', ' ')} tone={TONES[state]} />;
}
