import './status-pill.css';

type Tone = 'good' | 'bad' | 'warn' | 'info' | 'neutral';

/** The colour of each status, of messages and of whatever else has one. The word is always there as well. */
const TONES: Record<string, Tone> = {
  delivered: 'good',
  received: 'good',
  active: 'good',
  running: 'good',
  done: 'good',
  ok: 'good',
  sent: 'info',
  sending: 'info',
  pending: 'neutral',
  scheduled: 'neutral',
  canceled: 'neutral',
  retry: 'warn',
  paused: 'warn',
  held: 'warn',
  stopped: 'warn',
  degraded: 'warn',
  failed: 'bad',
  dead: 'bad',
  down: 'bad',
};

/** A status in a word and a colour; `tone` where the word alone does not have one. */
export function StatusPill({ status, tone = TONES[status] ?? 'neutral' }: { status: string; tone?: Tone }) {
  return (
    <span className="status-pill" data-tone={tone}>
      {status}
    </span>
  );
}
