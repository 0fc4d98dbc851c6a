import { client, type Schemas } from '../api/api.js';
import { ButtonLink } from '../ui/button.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { useWhole } from '../ui/use-whole.js';
import { AddEndpoint } from './add-endpoint.js';

type Endpoint = Schemas['Endpoint'];

const COLUMNS: Column<Endpoint>[] = [
  { title: 'Status', width: 7, render: ({ status }) => <StatusPill status={status} /> },
  { title: 'Address', isMain: true, render: ({ url }) => <Text isLine>{url}</Text> },
  {
    title: 'Description',
    width: 16,
    priority: 3,
    render: ({ description }) => <Text isLine>{description}</Text>,
  },
  {
    title: 'Failing since',
    width: 9.5,
    priority: 2,
    render: ({ failing_since }) => <Time at={failing_since} />,
  },
  {
    title: 'Created',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ created_at }) => <Time at={created_at} />,
  },
];

/** Where we tell of what happens. */
export function EndpointsView() {
  const list = useWhole(['webhook-endpoints'], () => client.webhookEndpoints.list());
  return (
    <>
      <PageHeader
        title="Webhooks"
        actions={
          <>
            <ButtonLink to="/webhooks/callbacks">Waiting callbacks</ButtonLink>
            <AddEndpoint />
          </>
        }
      />
      <DataTable
        caption="Webhook endpoints"
        columns={COLUMNS}
        list={list}
        href={({ id }) => `/webhooks/${id}`}
        empty={
          <EmptyState title="No webhook endpoints yet">
            Add the address of a program of yours, and it is told when messages are sent, delivered, failed or
            received.
          </EmptyState>
        }
      />
    </>
  );
}
