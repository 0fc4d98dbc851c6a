import { Link } from 'react-router';
import { answerOf, client, type Schemas } from '../api/api.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { PageHeader } from '../ui/page-header.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { useEndless } from '../ui/use-endless.js';

type Callback = Schemas['WaitingCallback'];

const COLUMNS: Column<Callback>[] = [
  { title: 'Address', isMain: true, render: ({ url }) => <Text isLine>{url}</Text> },
  {
    title: 'Event',
    width: 10,
    render: ({ type, message_id }) =>
      message_id === null ? type : <Link to={`/messages/${message_id}`}>{type}</Link>,
  },
  { title: 'Last answer', width: 14, priority: 2, render: ({ error }) => <Text isLine>{error}</Text> },
  { title: 'Attempts', width: 5.5, align: 'end', priority: 3, render: ({ attempts }) => attempts },
  {
    title: 'Next attempt',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ next_attempt_at: at }) => (at === null ? 'queued' : <Time at={at} />),
  },
  {
    title: 'Created',
    width: 9.5,
    align: 'end',
    priority: 3,
    render: ({ created_at }) => <Time at={created_at} />,
  },
];

/** What is still to be told to the addresses that messages were sent with. */
export function CallbacksView() {
  const list = useEndless(['callbacks'], page);
  return (
    <>
      <PageHeader title="Waiting callbacks" back={{ to: '/webhooks', title: 'Webhooks' }} />
      <DataTable
        caption="Callbacks that wait, by receiver"
        columns={COLUMNS}
        list={list}
        empty={
          <EmptyState title="No callback waits">
            Messages that were sent with a callback_url tell it what becomes of them. What could not be told
            yet appears here.
          </EmptyState>
        }
      />
    </>
  );
}

async function page(cursor: string, signal: AbortSignal) {
  const query = { limit: 50, ...(cursor !== '' && { cursor }) };
  const answer = await answerOf(client.api.GET('/api/v1/callbacks', { params: { query }, signal }));
  return { items: answer.callbacks, next: answer.next_cursor };
}
