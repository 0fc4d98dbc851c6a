import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../ui/button.js';
import { count } from '../ui/counts.js';
import { Panel } from '../ui/panel.js';
import { Skeleton } from '../ui/skeleton.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { listOf } from './list-of-place.js';
import type { Operations, Place } from './use-operations.js';
import './waiting-panel.css';

/** All that waits, wherever that is, with the way to it. */
export function WaitingPanel({ waiting }: Pick<Operations, 'waiting'>) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = waiting?.places.filter((place) => showsAll || place.count > 0) ?? [];
  return (
    <Panel
      title="What waits"
      actions={
        <Button kind="quiet" aria-pressed={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Only where something waits' : 'Every place'}
        </Button>
      }
    >
      {waiting === undefined ? (
        <Skeleton width="l" />
      ) : (
        <>
          {waiting.is_complete ? null : (
            <p className="waiting-note">Redis does not answer: what waits in queues is not known.</p>
          )}
          {shown.length === 0 ? (
            <p className="muted">Nothing waits, in none of {waiting.places.length} places.</p>
          ) : (
            <ul className="waiting">
              {shown.map((place) => (
                <Row key={`${place.place} ${place.text}`} place={place} />
              ))}
            </ul>
          )}
        </>
      )}
    </Panel>
  );
}

function Row({ place }: { place: Place }) {
  const { text, count: many, more, oldest_at: oldest, link, needs_attention: needs } = place;
  const to = listOf(link);
  const words = <Text>{text.charAt(0).toUpperCase() + text.slice(1)}</Text>;
  return (
    <li data-needs={needs || undefined}>
      <strong className="number">
        {count(many)}
        {more ? '+' : ''}
      </strong>
      <span className="waiting-words">
        {to === null || many === 0 ? words : <Link to={to}>{words}</Link>}
        {needs ? <span className="waiting-needs">needs a person</span> : null}
      </span>
      {oldest === null ? null : (
        <span className="waiting-since muted">
          since <Time at={oldest} only="nearest" />
        </span>
      )}
    </li>
  );
}
