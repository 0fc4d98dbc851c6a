import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { answerOf, client, messageOf, type Schemas } from '../api/api.js';
import { queryOf, useMessageFilterFields } from '../messages/message-filters.js';
import { Button } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { FilterBar } from '../ui/filter-bar.js';
import { isoOf, localOf, MomentField } from '../ui/moment-field.js';
import { Note } from '../ui/note.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { Segmented } from '../ui/segmented.js';
import { Skeleton } from '../ui/skeleton.js';
import { showDone } from '../ui/toast.js';
import { useFilters } from '../ui/use-filters.js';
import { ACTIONS, type ActionName, effectOf, messagesIn } from './bulk-words.js';
import { LeftOut } from './left-out.js';
import './bulk-actions-view.css';

const BACK = { to: '/bulk-actions', title: 'Bulk actions' };
const AN_HOUR_MS = 3_600_000;

/** Which messages, and what is done with them; what that would change is shown before it is. */
export function NewBulkActionView() {
  const [parameters, setParameters] = useSearchParams();
  const fields = useMessageFilterFields();
  const filters = useFilters(fields);
  const action = actionOf(parameters.get('action'));
  const [moment, setMoment] = useState(() => localOf(new Date(Date.now() + AN_HOUR_MS)));
  const wanted: Wanted = {
    action,
    filter: filters.values,
    ...(action === 'reschedule' && { scheduled_at: isoOf(moment) }),
  };
  const choose = (next: ActionName) => {
    const after = new URLSearchParams(parameters);
    after.set('action', next);
    setParameters(after, { replace: true });
  };
  return (
    <>
      <PageHeader title="Act on many messages" back={BACK} />
      <div className="bulk-form">
        <Panel title="What is done">
          <div className="stack">
            <Segmented
              label="Action"
              options={Object.entries(ACTIONS).map(
                ([name, { title }]) => [name as ActionName, title] as const,
              )}
              value={action}
              onChange={choose}
            />
            {action === 'reschedule' ? (
              <MomentField label="Send at" value={moment} onChange={setMoment} isRequired />
            ) : null}
          </div>
        </Panel>
        <Panel
          title="With which messages"
          actions={<Link to={`/messages?${queryOf(filters.values)}`}>See the list</Link>}
        >
          <FilterBar fields={fields} filters={filters} />
        </Panel>
        <Effect wanted={wanted} />
      </div>
    </>
  );
}

type Wanted = Omit<Schemas['CreateBulkAction'], 'dry_run'>;

function Effect({ wanted }: { wanted: Wanted }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const isChosen = Object.keys(wanted.filter).length > 0;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['bulk-effect', wanted],
    queryFn: ({ signal }) => preview(wanted, signal),
    enabled: wanted.scheduled_at !== '' && isChosen,
    staleTime: 0,
  });
  const begin = async () => {
    const { id } = (await answerOf(
      client.api.POST('/api/v1/bulk-actions', { body: wanted }),
    )) as Schemas['BulkAction'];
    showDone('It has begun', 'It goes on when this page is closed.');
    await queries.invalidateQueries({ queryKey: ['bulk-actions'] });
    await navigate(`/bulk-actions/${id}`);
  };
  const { title } = ACTIONS[wanted.action];
  return (
    <Panel
      title="What that changes"
      actions={
        <Button kind="quiet" isBusy={isFetching} disabled={!isChosen} onClick={() => void refetch()}>
          Look again
        </Button>
      }
    >
      {!isChosen ? (
        <p className="muted">
          Choose messages by a filter at least: what would become of them is shown here.
        </p>
      ) : error !== null ? (
        <Note tone="bad">{messageOf(error)}</Note>
      ) : data === undefined ? (
        <div className="bulk-effect">
          <Skeleton width="l" />
        </div>
      ) : (
        <div className="bulk-effect">
          <p className="bulk-effect-words" role="status">
            {effectOf(data)}
          </p>
          <LeftOut leftOut={data.left_out} />
          {data.affected === 0 ? (
            <p className="muted">There is nothing to do: choose other messages, or another action.</p>
          ) : (
            <div className="line">
              <ConfirmDialog
                trigger={`${title} ${messagesIn(data.affected)}`}
                kind="primary"
                title={`${title} ${messagesIn(data.affected)}?`}
                confirm={title}
                isDangerous={wanted.action === 'cancel'}
                onConfirm={begin}
              >
                <p>{effectOf(data)}</p>
                <p className="muted">
                  It is done in the background, at a pace that holds up no new message, and can be stopped.
                  What is created or changed from now on is not touched.
                </p>
              </ConfirmDialog>
            </div>
          )}
        </div>
      )}
    </Panel>
  );
}

/** What it would do; nothing is done. */
async function preview(wanted: Wanted, signal: AbortSignal) {
  const body = { ...wanted, dry_run: true };
  return (await answerOf(
    client.api.POST('/api/v1/bulk-actions', { body, signal }),
  )) as Schemas['BulkActionPreview'];
}

function actionOf(name: string | null): ActionName {
  return name !== null && name in ACTIONS ? (name as ActionName) : 'retry';
}
