import { ChartRoom } from '../charts/chart-room.js';
import { percent } from '../charts/numbers.js';
import { Panel } from '../ui/panel.js';
import { StatusPill } from '../ui/status-pill.js';
import { duration } from '../ui/time.js';
import type { Statistics } from './use-statistics.js';
import './speed.css';

type Latency = Pick<Statistics['delivered_after'], 'p50_ms' | 'p95_ms' | 'p99_ms'>;

const PERCENTILES = [
  ['p50', 'p50_ms'],
  ['p95', 'p95_ms'],
  ['p99', 'p99_ms'],
] as const;
/** The scale, in milliseconds: each step is ten times the one before. */
const [SCALE_FROM, SCALE_TO] = [10, 100_000];
const TICKS: [ms: number, text: string][] = [
  [10, '10 ms'],
  [100, '0.1 s'],
  [1_000, '1 s'],
  [10_000, '10 s'],
  [100_000, '100 s'],
];

/** How long messages took to a provider and to their recipients, beside what is aimed at. */
export function Speed({ statistics }: { statistics: Statistics | undefined }) {
  return (
    <Panel title="Speed" actions={statistics === undefined ? null : <Aim statistics={statistics} />}>
      {statistics === undefined ? <ChartRoom /> : <Scales statistics={statistics} />}
    </Panel>
  );
}

function Aim({ statistics: { handed_over: handed, slo } }: { statistics: Statistics }) {
  if (handed.count === 0) return null;
  const isMet = handed.within_slo / handed.count >= slo.target;
  return <StatusPill status={isMet ? 'aim met' : 'aim missed'} tone={isMet ? 'good' : 'bad'} />;
}

function Scales({
  statistics: { handed_over: handed, delivered_after: delivered, slo },
}: {
  statistics: Statistics;
}) {
  const aim = slo.seconds * 1_000;
  return (
    <div className="speed">
      <p>
        {handed.count === 0 ? (
          <span className="muted">Nothing was handed over in this time.</span>
        ) : (
          <>
            <strong className="number">{percent(handed.within_slo / handed.count)}</strong> handed over in
            less than {duration(aim)}; the aim is {percent(slo.target)}.
          </>
        )}
      </p>
      <Scale title="Until a provider had it" latency={handed} aim={aim} />
      <Scale title="Until it was delivered" latency={delivered} />
    </div>
  );
}

function Scale({ title, latency, aim }: { title: string; latency: Latency; aim?: number }) {
  return (
    <div className="scale">
      <h3>{title}</h3>
      <dl className="scale-values">
        {PERCENTILES.map(([name, key]) => (
          <div key={name} data-percentile={name}>
            <dt>{name}</dt>
            <dd className="number">{latency[key] === null ? '–' : duration(latency[key])}</dd>
          </div>
        ))}
      </dl>
      <div className="scale-track" aria-hidden>
        {TICKS.map(([ms, text]) => (
          <span key={ms} className="scale-tick" style={{ insetInlineStart: at(ms) }}>
            {text}
          </span>
        ))}
        {aim === undefined ? null : (
          <span className="scale-aim" style={{ insetInlineStart: at(aim) }} title={`Aim: ${duration(aim)}`} />
        )}
        {PERCENTILES.map(([name, key]) =>
          latency[key] === null ? null : (
            <span
              key={name}
              className="scale-point"
              data-percentile={name}
              style={{ insetInlineStart: at(latency[key]) }}
            />
          ),
        )}
      </div>
    </div>
  );
}

function at(ms: number): string {
  const part = Math.log10(Math.max(ms, 1) / SCALE_FROM) / Math.log10(SCALE_TO / SCALE_FROM);
  return `${Math.min(100, Math.max(0, part * 100))}%`;
}
