import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { answerOf, client, messageOf } from '../api/api.js';
import { Button, ButtonLink } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { count } from '../ui/counts.js';
import { EmptyState } from '../ui/empty-state.js';
import { Note } from '../ui/note.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { ViewSkeleton } from '../ui/skeleton.js';
import { duration } from '../ui/time.js';
import { showDone, showFailure } from '../ui/toast.js';
import { Consumers } from './consumers.js';
import { DeadLetters } from './dead-letters.js';
import { QueueStatePill } from './queue-state-pill.js';
import { type Queue, useQueues } from './use-queues.js';
import './queues-view.css';

const BACK = { to: '/queues', title: 'Queues' };

/** One queue: what it does, who works on it, and what was given up. */
export function QueueView() {
  const { name = '' } = useParams();
  const { items, error, reload } = useQueues();
  if (items === undefined && error !== null)
    return (
      <EmptyState title="This could not be loaded" action={<Button onClick={reload}>Try again</Button>}>
        {messageOf(error)}
      </EmptyState>
    );
  if (items === undefined) return <ViewSkeleton />;
  const queue = items.find((each) => each.name === name);
  if (queue === undefined)
    return (
      <EmptyState title="There is no such queue" action={<ButtonLink to={BACK.to}>All queues</ButtonLink>} />
    );
  return (
    <>
      <PageHeader
        title={queue.name}
        beside={<QueueStatePill state={queue.state} />}
        back={BACK}
        actions={<PauseOrResume queue={queue} />}
      />
      <div className="stack">
        {queue.state === 'running' ? null : (
          <Note tone="warn">It is {queue.state_text}. What comes waits, and nothing of it is lost.</Note>
        )}
        <Figures queue={queue} />
        <Panel title="Consumers">
          <Consumers consumers={queue.consumers} />
        </Panel>
        <DeadLetters queue={queue.name} dead={queue.dead} />
      </div>
    </>
  );
}

function Figures({ queue }: { queue: Queue }) {
  const age = queue.oldest_age_seconds;
  const figures: [string, string][] = [
    ['Waiting', count(queue.lag)],
    ['In hand', count(queue.pending)],
    ['Oldest', age === null ? '–' : duration(age * 1_000)],
    ['Handled per minute', count(queue.rate_per_minute)],
    ['Dead letters', count(queue.dead)],
  ];
  return (
    <dl className="queue-figures">
      {figures.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

function PauseOrResume({ queue: { name, state } }: { queue: Queue }) {
  const [isBusy, setIsBusy] = useState(false);
  const queries = useQueryClient();
  const params = { path: { name } };
  const pause = async () => {
    await answerOf(client.api.POST('/api/v1/admin/queues/{name}/pause', { params }));
    showDone('The queue is paused');
    await queries.invalidateQueries({ queryKey: ['queues'] });
  };
  const resume = async () => {
    setIsBusy(true);
    try {
      await answerOf(client.api.POST('/api/v1/admin/queues/{name}/resume', { params }));
      showDone('The queue goes on');
    } catch (error) {
      showFailure(error);
    }
    await queries.invalidateQueries({ queryKey: ['queues'] });
    setIsBusy(false);
  };
  if (state === 'paused')
    return (
      <Button kind="primary" isBusy={isBusy} onClick={() => void resume()}>
        Resume
      </Button>
    );
  return (
    <ConfirmDialog trigger="Pause" title="Pause this queue?" confirm="Pause the queue" onConfirm={pause}>
      <p>
        No processor takes anything from <code>{name}</code> until somebody resumes it. What comes waits; what
        is in hand goes on to its end.
      </p>
    </ConfirmDialog>
  );
}
