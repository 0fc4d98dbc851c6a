import { answerOf, client } from '../api/api.js';
import { ButtonLink } from '../ui/button.js';
import { count } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { ProgressBar } from '../ui/progress-bar.js';
import { SecondLine } from '../ui/second-line.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { useEndless } from '../ui/use-endless.js';
import { ACTIONS, type BulkAction, seenBy } from './bulk-words.js';
import { lineOf } from './filter-words.js';
import './bulk-actions-view.css';

const COLUMNS: Column<BulkAction>[] = [
  { title: 'Status', width: 7, render: ({ status }) => <StatusPill status={status} /> },
  {
    title: 'Action',
    width: 7.5,
    isMain: true,
    render: ({ action, filter }) => (
      <>
        {ACTIONS[action].title}
        <SecondLine isNarrow>
          <Text isLine>{lineOf(filter)}</Text>
        </SecondLine>
      </>
    ),
  },
  {
    title: 'Messages with',
    priority: 2,
    render: ({ filter }) => <Text isLine>{lineOf(filter)}</Text>,
  },
  { title: 'Progress', width: 11, render: (job) => <Progress job={job} /> },
  {
    title: 'Begun by',
    width: 10,
    priority: 3,
    render: ({ created_by }) => <Text isLine>{created_by?.name ?? 'without a key'}</Text>,
  },
  {
    title: 'Begun',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ created_at }) => <Time at={created_at} />,
  },
];

/** What was done with many messages at once, and how far it is. */
export function BulkActionsView() {
  const list = useEndless(['bulk-actions'], page);
  return (
    <>
      <PageHeader
        title="Bulk actions"
        actions={
          <ButtonLink to="/bulk-actions/new" kind="primary">
            Act on many
          </ButtonLink>
        }
      />
      <DataTable
        caption="Bulk actions, newest first"
        columns={COLUMNS}
        list={list}
        href={({ id }) => `/bulk-actions/${id}`}
        empty={
          <EmptyState
            title="Nothing was done in bulk yet"
            action={<ButtonLink to="/messages?status=failed">Failed messages</ButtonLink>}
          >
            Any list of messages can be retried, canceled or rescheduled as a whole: choose it by its filters,
            then “Act on all”.
          </EmptyState>
        }
      />
    </>
  );
}

async function page(cursor: string, signal: AbortSignal) {
  const query = { limit: 50, ...(cursor !== '' && { cursor }) };
  const answer = await answerOf(client.api.GET('/api/v1/bulk-actions', { params: { query }, signal }));
  return { items: answer.bulk_actions, next: answer.next_cursor };
}

function Progress({ job }: { job: BulkAction }) {
  const { matching } = job;
  return (
    <span className="bulk-progress">
      <ProgressBar
        label="Progress"
        done={seenBy(job)}
        of={job.status === 'done' ? seenBy(job) : matching}
        tone={job.status === 'done' ? 'good' : job.status === 'stopped' ? 'warn' : 'info'}
      />
      <span className="bulk-progress-count">{count(job.done)}</span>
    </span>
  );
}
