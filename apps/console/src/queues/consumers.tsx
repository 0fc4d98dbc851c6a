import { Link } from 'react-router';
import type { Schemas } from '../api/api.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Text } from '../ui/text.js';
import { duration } from '../ui/time.js';

type Consumer = Schemas['QueueConsumer'];

const COLUMNS: Column<Consumer & { id: string }>[] = [
  { title: 'Consumer', width: 18, isMain: true, render: ({ name }) => <Text isLine>{name}</Text> },
  { title: 'In hand', width: 5.5, align: 'end', render: ({ pending }) => pending },
  { title: 'Idle', width: 6.5, align: 'end', priority: 2, render: ({ idle_ms }) => duration(idle_ms) },
  { title: 'Holds', priority: 2, render: ({ holds }) => <Holds ids={holds} /> },
];

/** Who works on a queue, and on which messages. */
export function Consumers({ consumers }: { consumers: Consumer[] }) {
  const items = consumers.map((consumer) => ({ id: consumer.name, ...consumer }));
  return (
    <DataTable
      caption="Consumers"
      columns={COLUMNS}
      list={{ items, error: null, hasMore: false, loadMore: nothing, reload: nothing }}
      empty={
        <p className="muted">No processor works on this queue. Start one: what waits is taken at once.</p>
      }
    />
  );
}

const nothing = () => undefined;

const SHOWN = 8;

function Holds({ ids }: { ids: string[] }) {
  if (ids.length === 0) return <span className="muted">nothing</span>;
  return (
    <span className="consumer-holds">
      {ids.slice(0, SHOWN).map((id) => (
        <Link key={id} to={`/messages/${id}`} title={id}>
          …{id.slice(-8)}
        </Link>
      ))}
      {ids.length > SHOWN ? <span className="muted">and {ids.length - SHOWN} more</span> : null}
    </span>
  );
}
