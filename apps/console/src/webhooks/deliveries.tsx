import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { client, type Schemas } from '../api/api.js';
import { Button } from '../ui/button.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone, showFailure } from '../ui/toast.js';
import { useWhole } from '../ui/use-whole.js';

type Delivery = Schemas['Callback'];

const MOST = 100;

const COLUMNS: Column<Delivery>[] = [
  { title: 'Status', width: 7, render: ({ status }) => <StatusPill status={status} /> },
  {
    title: 'Event',
    isMain: true,
    render: ({ type, message_id }) =>
      message_id === null ? type : <Link to={`/messages/${message_id}`}>{type}</Link>,
  },
  { title: 'Answer', width: 14, priority: 2, render: (delivery) => <Text isLine>{answerOf(delivery)}</Text> },
  { title: 'Attempts', width: 5.5, align: 'end', priority: 3, render: ({ attempts }) => attempts },
  {
    title: 'Created',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ created_at }) => <Time at={created_at} />,
  },
];

/** The last events for an endpoint, newest first. */
export function Deliveries({ endpointId }: { endpointId: string }) {
  const key = ['webhook-endpoints', endpointId, 'deliveries'];
  const list = useWhole(key, () => client.webhookEndpoints.deliveries(endpointId, MOST));
  const queries = useQueryClient();
  const resend = async (id: string) => {
    await client.webhookEndpoints.resend(endpointId, id);
    showDone('The event is sent again');
    await queries.invalidateQueries({ queryKey: key });
  };
  const action: Column<Delivery> = {
    title: 'Actions',
    width: 6.5,
    align: 'end',
    render: ({ id }) => <Button onClick={() => void resend(id).catch(showFailure)}>Resend</Button>,
  };
  return (
    <DataTable
      caption="Deliveries, newest first"
      columns={[...COLUMNS, action]}
      list={list}
      empty={
        <EmptyState title="Nothing was sent yet">
          What happens from now on is told to this endpoint.
        </EmptyState>
      }
    />
  );
}

function answerOf({ error, http_status, latency_ms }: Delivery): string {
  if (error !== null) return error;
  return http_status === null ? '' : `${http_status} in ${latency_ms} ms`;
}
