import { messageOf } from '../api/api.js';
import { percent } from '../charts/numbers.js';
import { type Fact, FactList } from '../ui/fact-list.js';
import { Panel } from '../ui/panel.js';
import { Skeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { count } from '../ui/counts.js';
import { duration, Time } from '../ui/time.js';
import type { Operations, Provider } from './use-operations.js';
import './providers-panel.css';

/** Who carries messages, and how well of late. */
export function ProvidersPanel({ providers, errors }: Pick<Operations, 'providers' | 'errors'>) {
  return (
    <Panel title="Providers, in the last five minutes">
      <div className="providers">
        {providers?.map((provider) => (
          <section key={provider.name} aria-label={provider.name}>
            <header className="line">
              <h3>{provider.name}</h3>
              <StatusPill status={provider.state.replaceAll('_', ' ')} tone={TONES[provider.state]} />
            </header>
            <p className="muted">{provider.text}</p>
            <FactList facts={factsOf(provider)} />
          </section>
        )) ?? (errors.providers === null ? <Skeleton width="l" /> : <p>{messageOf(errors.providers)}</p>)}
      </div>
    </Panel>
  );
}

const TONES = { ok: 'good', degraded: 'warn', down: 'bad', not_configured: 'neutral' } as const;

function factsOf(provider: Provider): Fact[] {
  const { calls, error_rate: errors, p50_ms: p50, p95_ms: p95, since, next_trial_at: trial } = provider;
  return [
    ['Calls', calls === 0 ? null : count(calls)],
    ['Failed', errors === null ? null : percent(errors)],
    ['Answered in', p50 === null || p95 === null ? null : `${duration(p50)} (p95 ${duration(p95)})`],
    ['Since', since && <Time at={since} />],
    ['Tried again', trial && <Time at={trial} />],
  ];
}
