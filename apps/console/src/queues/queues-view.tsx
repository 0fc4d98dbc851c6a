import { count } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { duration } from '../ui/time.js';
import { SecondLine } from '../ui/second-line.js';
import { QueueStatePill } from './queue-state-pill.js';
import { RoutesTable } from './routes-table.js';
import { type Queue, useQueues } from './use-queues.js';
import './queues-view.css';

const COLUMNS: Column<Queue & { id: string }>[] = [
  { title: 'State', width: 8.5, render: ({ state }) => <QueueStatePill state={state} /> },
  {
    title: 'Queue',
    isMain: true,
    render: ({ name, state, state_text }) => (
      <>
        {name}
        {state === 'held' || state === 'paused' ? <SecondLine>{state_text}</SecondLine> : null}
      </>
    ),
  },
  { title: 'Waiting', width: 6, align: 'end', priority: 2, render: ({ lag }) => count(lag) },
  { title: 'In hand', width: 5.5, align: 'end', priority: 2, render: ({ pending }) => count(pending) },
  {
    title: 'Oldest',
    width: 6.5,
    align: 'end',
    priority: 2,
    render: ({ oldest_age_seconds: age }) =>
      age === null ? <span className="muted">–</span> : duration(age * 1_000),
  },
  {
    title: 'Per minute',
    width: 6.5,
    align: 'end',
    priority: 3,
    render: ({ rate_per_minute }) => count(rate_per_minute),
  },
  {
    title: 'Consumers',
    width: 6.5,
    align: 'end',
    priority: 3,
    render: ({ consumers }) => count(consumers.length),
  },
  {
    title: 'Dead',
    width: 5,
    align: 'end',
    render: ({ dead }) => <span className={dead > 0 ? 'queue-dead' : 'muted'}>{count(dead)}</span>,
  },
];

/** Every queue: what it does, and what waits in it; and which messages go by which accounts. */
export function QueuesView() {
  const list = useQueues();
  return (
    <>
      <PageHeader title="Queues" />
      <div className="stack">
        <DataTable
          caption="Queues"
          columns={COLUMNS}
          list={list}
          href={({ name }) => `/queues/${encodeURIComponent(name)}`}
          empty={
            <EmptyState title="No queues">Start a processor: it makes the queues it works on.</EmptyState>
          }
        />
        <RoutesTable />
      </div>
    </>
  );
}
