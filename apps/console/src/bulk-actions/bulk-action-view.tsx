import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { answerOf, ApiError, client, messageOf } from '../api/api.js';
import { queryOf } from '../messages/message-filters.js';
import type { FilterValues } from '../ui/use-filters.js';
import { Button, ButtonLink } from '../ui/button.js';
import { count } from '../ui/counts.js';
import { EmptyState } from '../ui/empty-state.js';
import { FactList } from '../ui/fact-list.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { ProgressBar } from '../ui/progress-bar.js';
import { ViewSkeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone, showFailure } from '../ui/toast.js';
import { useLive } from '../ui/use-live.js';
import { ACTIONS, type BulkAction, messagesIn, seenBy } from './bulk-words.js';
import { FilterWords } from './filter-words.js';
import { LeftOut } from './left-out.js';
import './bulk-actions-view.css';

const BACK = { to: '/bulk-actions', title: 'Bulk actions' };
const RUNNING_MS = 1_000;
const SELDOM_MS = 15_000;

/** One of them: how far it is, and how it is stopped. */
export function BulkActionView() {
  const { id = '' } = useParams();
  const {
    data: job,
    error,
    refetch,
  } = useLive(
    ['bulk-actions', id],
    (signal) => answerOf(client.api.GET('/api/v1/bulk-actions/{id}', { params: { path: { id } }, signal })),
    (known) => (known?.status === 'running' ? RUNNING_MS : SELDOM_MS),
  );
  if (job === undefined && error !== null)
    return error instanceof ApiError && [404, 422].includes(error.status) ? (
      <EmptyState
        title="There is no such bulk action"
        action={<ButtonLink to={BACK.to}>All bulk actions</ButtonLink>}
      />
    ) : (
      <EmptyState
        title="This could not be loaded"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {messageOf(error)}
      </EmptyState>
    );
  if (job === undefined) return <ViewSkeleton />;
  const { action, status, filter, done, failed, matching, left_out } = job;
  return (
    <>
      <PageHeader
        title={`${ACTIONS[action].title} ${messagesIn(matching)}`}
        beside={<StatusPill status={status} />}
        back={BACK}
        actions={<Steering job={job} />}
      />
      <div className="bulk-form">
        <Panel title="Progress">
          <div className="bulk-effect">
            <p className="bulk-effect-words" role="status">
              {count(done)} {ACTIONS[action].done}
              {status === 'done' ? '' : `, ${count(seenBy(job))} of ${messagesIn(matching)} looked at`}
            </p>
            <ProgressBar
              label="Progress"
              done={seenBy(job)}
              of={status === 'done' ? seenBy(job) : matching}
              tone={status === 'done' ? 'good' : status === 'stopped' ? 'warn' : 'info'}
            />
            <LeftOut leftOut={left_out} />
            {failed === 0 ? null : <p>{count(failed)} could not be changed, because of a fault.</p>}
          </div>
        </Panel>
        <Panel
          title="Details"
          actions={
            <ButtonLink to={`/messages?${queryOf(filter as FilterValues)}`}>See the messages</ButtonLink>
          }
        >
          <FactList
            facts={[
              ['Messages with', <FilterWords key="filter" filter={filter} />],
              ['Send at', job.scheduled_at && <Time at={job.scheduled_at} />],
              ['Begun by', <Text key="by">{job.created_by?.name ?? 'somebody without a key'}</Text>],
              ['Begun', <Time key="begun" at={job.created_at} />],
              ['Changed', <Time key="changed" at={job.updated_at} />],
              ['Ended', job.finished_at && <Time at={job.finished_at} />],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function Steering({ job: { id, status } }: { job: BulkAction }) {
  const [isBusy, setIsBusy] = useState(false);
  const queries = useQueryClient();
  if (status === 'done') return null;
  const isRunning = status === 'running';
  const act = async () => {
    setIsBusy(true);
    try {
      const options = { params: { path: { id } } };
      await answerOf(
        isRunning
          ? client.api.POST('/api/v1/bulk-actions/{id}/stop', options)
          : client.api.POST('/api/v1/bulk-actions/{id}/resume', options),
      );
      showDone(isRunning ? 'It is stopped' : 'It goes on');
    } catch (error) {
      showFailure(error);
    }
    await queries.invalidateQueries({ queryKey: ['bulk-actions'] });
    setIsBusy(false);
  };
  return (
    <Button kind={isRunning ? 'danger' : 'primary'} isBusy={isBusy} onClick={() => void act()}>
      {isRunning ? 'Stop' : 'Resume'}
    </Button>
  );
}
