import { useQueryClient } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';
import { ButtonLink } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone } from '../ui/toast.js';
import { useEndless } from '../ui/use-endless.js';
import { ChangeApiKey } from './change-api-key.js';
import { CreateApiKey } from './create-api-key.js';
import './access.css';

type ApiKey = Schemas['ApiKey'];

const COLUMNS: Column<ApiKey>[] = [
  { title: 'Name', width: 14, isMain: true, render: ({ name }) => <Text isLine>{name}</Text> },
  { title: 'Key', width: 8.5, priority: 3, render: ({ hint }) => <code>{hint}</code> },
  { title: 'Scopes', priority: 2, render: (key) => <Scopes apiKey={key} /> },
  { title: 'Limit', width: 7.5, priority: 3, render: ({ rate_limit }) => limitOf(rate_limit) },
  {
    title: 'Last used',
    width: 9.5,
    priority: 2,
    render: ({ last_used_at }) =>
      last_used_at === null ? <span className="muted">never</span> : <Time at={last_used_at} />,
  },
  { title: 'Actions', width: 13, align: 'end', render: (key) => <Actions apiKey={key} /> },
];

/** Who may call the API, and what each may do. */
export function ApiKeysView() {
  const list = useEndless(['api-keys'], async (cursor, signal) => {
    const query = { limit: 50, ...(cursor !== '' && { cursor }) };
    const answer = await answerOf(client.api.GET('/api/v1/api-keys', { params: { query }, signal }));
    return { items: answer.api_keys, next: answer.next_cursor };
  });
  return (
    <>
      <PageHeader title="API keys" actions={<CreateApiKey />} />
      <DataTable
        caption="API keys, newest first"
        columns={COLUMNS}
        list={list}
        empty={
          <EmptyState title="No API keys yet">
            Give each program and each person a key of their own: then it is known who did what, and one can
            be revoked without the others.
          </EmptyState>
        }
      />
    </>
  );
}

function Scopes({ apiKey: { scopes, mask, default_priority: priority } }: { apiKey: ApiKey }) {
  return (
    <span className="scopes">
      {scopes.map((scope) => (
        <span key={scope} className="scope">
          {scope}
        </span>
      ))}
      {mask ? (
        <span className="scope" data-mask>
          masked
        </span>
      ) : null}
      {priority === null ? null : (
        <span className="scope" data-priority title="The priority of messages that say none">
          {priority}
        </span>
      )}
    </span>
  );
}

/** Null: as for everybody. */
function limitOf(rateLimit: number | null) {
  if (rateLimit === null) return <span className="muted">the usual</span>;
  return rateLimit === 0 ? 'none' : `${rateLimit} a minute`;
}

function Actions({ apiKey }: { apiKey: ApiKey }) {
  const queries = useQueryClient();
  const { id, name, revoked_at } = apiKey;
  if (revoked_at !== null)
    return (
      <span className="row-actions">
        <span title={revoked_at}>
          <StatusPill status="revoked" />
        </span>
        <ButtonLink to={`/audit?object_id=${id}`}>By whom?</ButtonLink>
      </span>
    );
  return (
    <span className="row-actions">
      <ChangeApiKey apiKey={apiKey} />
      <ConfirmDialog
        trigger="Revoke"
        title="Revoke this key?"
        confirm="Revoke the key"
        isDangerous
        onConfirm={async () => {
          await answerOf(client.api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
          showDone('The key is revoked', name);
          await queries.invalidateQueries({ queryKey: ['api-keys'] });
        }}
      >
        <p>
          Whoever uses <Text>{name}</Text> is refused within two seconds, in programs and in the console. A
          revoked key never comes back.
        </p>
      </ConfirmDialog>
    </span>
  );
}
