import type { Schemas } from '../api/api.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { duration, Time } from '../ui/time.js';
import './records.css';

/** What the provider told of this message, as it came, the last first. */
export function ProviderEvents({ events }: { events: Schemas['MessageProviderEvent'][] }) {
  if (events.length === 0) return <p className="muted">The provider has told nothing of it yet.</p>;
  return (
    <ol className="records">
      {events.toReversed().map((event) => (
        <li key={event.id}>
          <div className="line">
            <strong>
              <Text>{event.provider_status ?? event.kind}</Text>
            </strong>
            {event.code === null ? null : <code>{event.code}</code>}
            {event.applied_at === null && event.error === null ? (
              <StatusPill status="not applied yet" tone="warn" />
            ) : null}
            <span className="records-end muted">
              <Time at={event.received_at} />
            </span>
          </div>
          {event.applied_at === null ? null : (
            <span className="records-facts muted">
              applied {duration(Math.max(0, Date.parse(event.applied_at) - Date.parse(event.received_at)))}{' '}
              later
            </span>
          )}
          {event.error === null ? null : <Text>{event.error}</Text>}
          {event.payload === null || event.payload === undefined ? null : (
            <details>
              <summary>As it came</summary>
              <pre tabIndex={0} aria-label="As it came">
                <Text>{textOf(event.payload)}</Text>
              </pre>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function textOf(payload: unknown): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload, null, 2);
}
