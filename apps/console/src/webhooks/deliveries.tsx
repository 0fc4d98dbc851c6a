import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answerOf, client, type Schemas } from '../api/api.js';
import { Button } from '../ui/button.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { FilterBar } from '../ui/filter-bar.js';
import { Panel } from '../ui/panel.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone, showFailure } from '../ui/toast.js';
import { useEndless } from '../ui/use-endless.js';
import { type FilterField, useFilters } from '../ui/use-filters.js';
import { RecoverDeliveries } from './recover-deliveries.js';

type Delivery = Schemas['Callback'];

const FIELDS: FilterField[] = [
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    options: ['pending', 'delivered', 'failed'],
  },
];

/** As the filter calls them. */
const STATUS_WORDS: Record<string, string> = { dead: 'failed' };

const COLUMNS: Column<Delivery>[] = [
  {
    title: 'Status',
    width: 7,
    render: ({ status }) => <StatusPill status={STATUS_WORDS[status] ?? status} />,
  },
  {
    title: 'Event',
    isMain: true,
    render: ({ type, message_id }) =>
      message_id === null ? type : <Link to={`/messages/${message_id}`}>{type}</Link>,
  },
  {
    title: 'Answer',
    width: 14,
    priority: 2,
    render: (delivery) => <Text isLine>{outcomeOf(delivery)}</Text>,
  },
  { title: 'Attempts', width: 5.5, align: 'end', priority: 3, render: ({ attempts }) => attempts },
  {
    title: 'Created',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ created_at }) => <Time at={created_at} />,
  },
];

/** The events for an endpoint, newest first, and how those are sent again that it missed. */
export function Deliveries({ endpointId }: { endpointId: string }) {
  const filters = useFilters(FIELDS);
  const key = ['webhook-endpoints', endpointId, 'deliveries'];
  const list = useEndless([...key, filters.values], async (cursor, signal) => {
    const query = { ...filters.values, limit: 50, ...(cursor !== '' && { cursor }) };
    const params = { path: { id: endpointId }, query };
    const answer = await answerOf(
      client.api.GET('/api/v1/webhook-endpoints/{id}/deliveries', { params, signal }),
    );
    return { items: answer.deliveries, next: answer.next_cursor };
  });
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
    <Panel title="Deliveries" actions={<RecoverDeliveries endpointId={endpointId} />}>
      <FilterBar fields={FIELDS} filters={filters} />
      <DataTable
        caption="Deliveries, newest first"
        columns={[...COLUMNS, action]}
        list={list}
        empty={
          filters.isSet ? (
            <EmptyState
              title="No delivery fits"
              action={<Button onClick={filters.clear}>Clear the filters</Button>}
            >
              {filters.values.status === 'failed' ? 'This endpoint missed nothing.' : undefined}
            </EmptyState>
          ) : (
            <EmptyState title="Nothing was sent yet">
              What happens from now on is told to this endpoint.
            </EmptyState>
          )
        }
      />
    </Panel>
  );
}

function outcomeOf({ error, http_status, latency_ms }: Delivery): string {
  if (error !== null) return error;
  return http_status === null ? '' : `${http_status} in ${latency_ms} ms`;
}
