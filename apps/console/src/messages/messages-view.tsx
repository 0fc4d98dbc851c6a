import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { useCan } from '../api/session.js';
import { answerOf, client } from '../api/api.js';
import { Button, ButtonLink } from '../ui/button.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { FilterBar } from '../ui/filter-bar.js';
import { PageHeader } from '../ui/page-header.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { useEndless } from '../ui/use-endless.js';
import { type FilterValues, useFilters } from '../ui/use-filters.js';
import { ActOnAll, Export } from './act-on-all.js';
import { useMessageFilterFields } from './message-filters.js';
import { contactOf, failureOf, type Message, ownAddressOf, summaryOf } from './message-parts.js';
import './messages-view.css';

const DEFAULT_PAGE_SIZE = 50;
const COLUMNS: Column<Message>[] = [
  { title: 'Status', width: 7.5, render: ({ status }) => <StatusPill status={status} /> },
  { title: 'Contact', width: 12.5, isMain: true, render: (message) => <Contact message={message} /> },
  { title: 'Message', priority: 2, render: (message) => <Summary message={message} /> },
  { title: 'Type', width: 4, priority: 3, render: ({ type }) => type },
  {
    title: 'Our address',
    width: 9,
    priority: 3,
    render: (message) => <Text isLine>{ownAddressOf(message)}</Text>,
  },
  { title: 'Created', width: 9.5, align: 'end', render: ({ created_at }) => <Time at={created_at} /> },
];

/** Every message, newest first, as it happens. */
export function MessagesView() {
  const fields = useMessageFilterFields();
  const filters = useFilters(fields);
  const list = useEndless(['messages', filters.values], (cursor, signal) =>
    page(filters.values, cursor, signal),
  );
  const canSend = useCan('send');
  return (
    <>
      <PageHeader
        title="Messages"
        actions={
          <>
            <Export values={filters.values} />
            <ActOnAll values={filters.values} />
            {canSend ? (
              <ButtonLink to="/send" kind="primary">
                Send a message
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <FilterBar fields={fields} filters={filters} />
      <DataTable
        caption="Messages, newest first"
        columns={COLUMNS}
        list={list}
        href={({ id }) => `/messages/${id}`}
        empty={
          filters.isSet ? (
            <EmptyState
              title="No message fits"
              action={<Button onClick={filters.clear}>Clear the filters</Button>}
            >
              A part of a number or address is enough, from four signs on; so are ids, tags, codes and words.
            </EmptyState>
          ) : (
            <EmptyState
              title="No messages yet"
              action={canSend ? <ButtonLink to="/send">Send a test message</ButtonLink> : undefined}
            >
              They appear here as soon as somebody sends one, or writes to one of your numbers.
            </EmptyState>
          )
        }
      />
    </>
  );
}

async function page(values: FilterValues, cursor: string, signal: AbortSignal) {
  const query = { ...values, limit: DEFAULT_PAGE_SIZE, cursor };
  const answer = await answerOf(client.api.GET('/api/v1/messages', { params: { query }, signal }));
  return { items: answer.messages, next: answer.next_cursor ?? null };
}

function Contact({ message }: { message: Message }) {
  const isInbound = message.direction === 'inbound';
  const Icon = isInbound ? ArrowDownLeft : ArrowUpRight;
  return (
    <span className="message-contact">
      <Icon size={14} aria-label={isInbound ? 'from' : 'to'} />
      <Text isLine>{contactOf(message)}</Text>
    </span>
  );
}

function Summary({ message }: { message: Message }) {
  const failure = message.status === 'failed' ? failureOf(message) : null;
  if (failure === null) return <Text isLine>{summaryOf(message)}</Text>;
  return (
    <span className="message-failure">
      {failure.code === null ? null : <code>{failure.code}</code>}
      <Text isLine>{failure.text}</Text>
    </span>
  );
}
