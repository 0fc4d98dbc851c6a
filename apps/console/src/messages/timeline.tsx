import type { Schemas } from '../api/api.js';
import { Skeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { duration, Time } from '../ui/time.js';
import './timeline.css';

type Event = Schemas['MessageEvent'];

/** What happened to a message, oldest first, with the times between. */
export function Timeline({ events }: { events: Event[] | undefined }) {
  if (events === undefined) return <Skeleton width="l" />;
  return (
    <ol className="timeline">
      {events.map((event, index) => (
        <li key={event.id} className="timeline-event">
          <div className="line">
            <strong>{event.type.replaceAll('_', ' ')}</strong>
            {event.status === event.type ? null : <StatusPill status={event.status} />}
            {event.attempt === null ? null : <span className="muted">attempt {event.attempt}</span>}
            <span className="timeline-time muted">
              <Since event={event} before={events[index - 1]} /> <Time at={event.created_at} />
            </span>
          </div>
          {event.reason === null ? null : <Text>{event.reason}</Text>}
          <Detail detail={event.detail} />
        </li>
      ))}
    </ol>
  );
}

function Since({ event, before }: { event: Event; before: Event | undefined }) {
  if (before === undefined) return null;
  return <>+{duration(Date.parse(event.created_at) - Date.parse(before.created_at))} ·</>;
}

/** What the event says besides, name by name. */
function Detail({ detail }: { detail: Event['detail'] }) {
  const entries = Object.entries(detail ?? {}).filter(([, value]) => value !== null);
  if (entries.length === 0) return null;
  return (
    <ul className="timeline-detail muted">
      {entries.map(([name, value]) => (
        <li key={name}>
          {name.replaceAll('_', ' ')}:{' '}
          <Text>{typeof value === 'string' ? value : JSON.stringify(value)}</Text>
        </li>
      ))}
    </ul>
  );
}
