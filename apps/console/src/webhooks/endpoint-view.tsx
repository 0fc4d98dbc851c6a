import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { ApiError, client, messageOf, type Schemas } from '../api/api.js';
import { Button, ButtonLink } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { EmptyState } from '../ui/empty-state.js';
import { FactList } from '../ui/fact-list.js';
import { Note } from '../ui/note.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { SecretDialog } from '../ui/secret-dialog.js';
import { ViewSkeleton } from '../ui/skeleton.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone, showFailure } from '../ui/toast.js';
import { useLive } from '../ui/use-live.js';
import { Deliveries } from './deliveries.js';

type Endpoint = Schemas['Endpoint'];

const BACK = { to: '/webhooks', title: 'Webhooks' };

/** One endpoint: whether it answers, what it was told, and what can be done. */
export function EndpointView() {
  const { id = '' } = useParams();
  const {
    data: endpoint,
    error,
    refetch,
  } = useLive(['webhook-endpoints', id], () => client.webhookEndpoints.get(id));
  if (endpoint === undefined && error !== null)
    return error instanceof ApiError && [404, 422].includes(error.status) ? (
      <EmptyState
        title="There is no such endpoint"
        action={<ButtonLink to={BACK.to}>All endpoints</ButtonLink>}
      />
    ) : (
      <EmptyState
        title="This could not be loaded"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {messageOf(error)}
      </EmptyState>
    );
  if (endpoint === undefined) return <ViewSkeleton />;
  return (
    <>
      <PageHeader
        title={endpoint.url}
        beside={<StatusPill status={endpoint.status} />}
        back={BACK}
        actions={<Actions endpoint={endpoint} />}
      />
      <div className="stack">
        {endpoint.status === 'paused' ? (
          <Note tone="warn">
            It is paused{endpoint.paused_reason === null ? '' : `: ${endpoint.paused_reason}`}. What happens
            waits, and goes out when it is resumed.
          </Note>
        ) : null}
        <Panel title="Details">
          <FactList
            facts={[
              ['Told of', endpoint.events.join(', ')],
              ['Description', endpoint.description && <Text>{endpoint.description}</Text>],
              ['Failing since', endpoint.failing_since && <Time at={endpoint.failing_since} />],
              ['Created', <Time key="created" at={endpoint.created_at} />],
              ['Changed', <Time key="changed" at={endpoint.updated_at} />],
            ]}
          />
        </Panel>
        <Deliveries endpointId={endpoint.id} />
      </div>
    </>
  );
}

function Actions({ endpoint: { id, status, url } }: { endpoint: Endpoint }) {
  const [secret, setSecret] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const isPaused = status === 'paused';

  /** Runs one of the actions that ask for no confirmation. */
  const act = async (action: () => Promise<void>) => {
    setIsBusy(true);
    await action().catch(showFailure);
    setIsBusy(false);
    await queries.invalidateQueries({ queryKey: ['webhook-endpoints'] });
  };
  const test = async () => {
    const { delivered, error, latency_ms, http_status } = await client.webhookEndpoints.test(id);
    if (!delivered) throw new Error(error ?? `It answered ${http_status}`);
    showDone('The test event arrived', `It answered ${http_status} in ${latency_ms} ms`);
  };
  const toggle = async () => {
    await client.webhookEndpoints.update(id, { status: isPaused ? 'active' : 'paused' });
    showDone(isPaused ? 'The endpoint is resumed' : 'The endpoint is paused');
  };
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void act(test)}>
        Send a test event
      </Button>
      <Button isBusy={isBusy} onClick={() => void act(toggle)}>
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <ConfirmDialog
        trigger="Rotate the secret"
        title="Give it a new secret?"
        confirm="Rotate"
        onConfirm={async () => setSecret((await client.webhookEndpoints.rotateSecret(id)).secret)}
      >
        <p>The old one stays valid for a day: for so long calls are signed with both.</p>
      </ConfirmDialog>
      <ConfirmDialog
        trigger="Delete"
        title="Delete this endpoint?"
        confirm="Delete"
        isDangerous
        onConfirm={async () => {
          await client.webhookEndpoints.remove(id);
          showDone('The endpoint is deleted', url);
          await navigate(BACK.to);
          await queries.invalidateQueries({ queryKey: ['webhook-endpoints'] });
        }}
      >
        <p>It is told nothing any more, nor what is still to be told. Its deliveries are forgotten.</p>
      </ConfirmDialog>
      <SecretDialog title="The signing secret" secret={secret} onClose={() => setSecret(null)}>
        Your program checks our signature with it.
      </SecretDialog>
    </>
  );
}
