import type { Schemas } from '../api/api.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { duration, Time } from '../ui/time.js';
import { ExplainedCode } from './explained-code.js';
import './records.css';

type Attempt = Schemas['Attempt'];

/** Every call of a provider with this message, the last one first. */
export function Attempts({ attempts }: { attempts: Attempt[] }) {
  if (attempts.length === 0) return <p className="muted">No provider was called with it yet.</p>;
  return (
    <ol className="records">
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.number}>
          <div className="line">
            <strong>Attempt {attempt.number}</strong>
            <StatusPill status={attempt.outcome ?? 'sending'} tone={toneOf(attempt)} />
            <span className="records-end muted">
              <Time at={attempt.started_at} />
            </span>
          </div>
          <ul className="records-facts muted">
            <li>{attempt.provider}</li>
            {attempt.http_status === null ? null : <li>HTTP {attempt.http_status}</li>}
            {attempt.latency_ms === null ? null : <li>{duration(attempt.latency_ms)}</li>}
            {attempt.code === null ? null : (
              <li>
                code <code>{attempt.code}</code>
              </li>
            )}
          </ul>
          {attempt.message === null ? null : <Text>{attempt.message}</Text>}
          {attempt.explanation === null ? null : (
            <div className="records-explained">
              <ExplainedCode explanation={attempt.explanation} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

const TONES = {
  accepted: 'good',
  rejected: 'bad',
  permanent: 'bad',
  unknown: 'warn',
  retryable: 'warn',
} as const;

function toneOf({ outcome, code }: Attempt) {
  if (outcome === null) return 'info';
  return TONES[outcome as keyof typeof TONES] ?? (code === null ? 'good' : 'bad');
}
