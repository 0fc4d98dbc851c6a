import { useQueryClient } from '@tanstack/react-query';
import { QueueStatePill } from '../queues/queue-state-pill.js';
import { count } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { SecondLine } from '../ui/second-line.js';
import { duration } from '../ui/time.js';
import type { Operations, Queue } from './use-operations.js';

type Row = Queue & { id: string };

const COLUMNS: Column<Row>[] = [
  {
    title: 'Queue',
    isMain: true,
    render: ({ name, state, state_text: text }) => (
      <>
        {name}
        {state === 'running' ? null : <SecondLine>{text}</SecondLine>}
      </>
    ),
  },
  { title: 'State', width: 8.5, render: ({ state }) => <QueueStatePill state={state} /> },
  { title: 'Waiting', width: 5.5, align: 'end', render: ({ depth }) => count(depth) },
  {
    title: 'Oldest',
    width: 6,
    align: 'end',
    priority: 2,
    render: ({ oldest_age_seconds: age }) =>
      age === null ? <span className="muted">–</span> : duration(age * 1_000),
  },
  {
    title: 'Per minute',
    width: 6,
    align: 'end',
    priority: 3,
    render: ({ rate_per_minute: rate }) => count(rate),
  },
  {
    title: 'Consumers',
    width: 6.5,
    align: 'end',
    priority: 3,
    render: ({ consumers }) => count(consumers.length),
  },
];

/** Every queue: what it does, and what waits in it. */
export function QueuesPanel({ queues, errors }: Pick<Operations, 'queues' | 'errors'>) {
  const queries = useQueryClient();
  return (
    <Panel title="Queues">
      <DataTable
        caption="Queues"
        columns={COLUMNS}
        list={{
          items: queues?.map((queue) => ({ id: queue.name, ...queue })),
          error: errors.queues,
          hasMore: false,
          loadMore: () => undefined,
          reload: () => void queries.invalidateQueries({ queryKey: ['overview', 'queues'] }),
        }}
        href={({ name }) => `/queues/${encodeURIComponent(name)}`}
        empty={<EmptyState title="No queues">Start a processor: it makes those it works on.</EmptyState>}
      />
    </Panel>
  );
}
