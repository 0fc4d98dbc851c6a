import { answerOf, client, type Schemas } from '../api/api.js';
import { Button } from '../ui/button.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { FilterBar } from '../ui/filter-bar.js';
import { PageHeader } from '../ui/page-header.js';
import { SecondLine } from '../ui/second-line.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { useEndless } from '../ui/use-endless.js';
import { type FilterField, type FilterValues, useFilters } from '../ui/use-filters.js';
import { AuditDetails } from './audit-details.js';
import { actorOf, changeOf } from './audit-words.js';
import './access.css';

type AuditEvent = Schemas['AuditEvent'];

const FIELDS: FilterField[] = [
  { name: 'object_id', label: 'Object', kind: 'search', placeholder: 'Id of a message, key, endpoint, …' },
  { name: 'action', label: 'Action', kind: 'text', placeholder: 'message.retry' },
  { name: 'actor', label: 'Who', kind: 'text', placeholder: 'name or id of a key' },
  { name: 'created_after', label: 'After', kind: 'moment', isRare: true },
  { name: 'created_before', label: 'Before', kind: 'moment', isRare: true },
];

const COLUMNS: Column<AuditEvent>[] = [
  {
    title: 'Action',
    width: 11.5,
    isMain: true,
    render: (event) => (
      <>
        <AuditDetails event={event} />
        <SecondLine isNarrow>
          <Text isLine>{actorOf(event)}</Text>
        </SecondLine>
      </>
    ),
  },
  { title: 'Who', width: 10.5, priority: 2, render: (event) => <Text isLine>{actorOf(event)}</Text> },
  {
    title: 'Object',
    width: 8.5,
    priority: 3,
    render: ({ object: { kind, id } }) => <Text isLine>{`${kind.replaceAll('_', ' ')} ${id ?? ''}`}</Text>,
  },
  {
    title: 'Change',
    priority: 2,
    render: (event) => (
      <span className="audit-change muted">
        <Text>{changeOf(event)}</Text>
      </span>
    ),
  },
  { title: 'From', width: 7, priority: 3, render: ({ address }) => <Text isLine>{address}</Text> },
  { title: 'When', width: 9.5, align: 'end', render: ({ created_at }) => <Time at={created_at} /> },
];

/** Who changed what, when and from where. */
export function AuditView() {
  const filters = useFilters(FIELDS);
  const list = useEndless(['audit-events', filters.values], (cursor, signal) =>
    page(filters.values, cursor, signal),
  );
  return (
    <>
      <PageHeader title="Audit" />
      <FilterBar fields={FIELDS} filters={filters} />
      <DataTable
        caption="Changes, newest first"
        columns={COLUMNS}
        list={list}
        empty={
          filters.isSet ? (
            <EmptyState
              title="No change fits"
              action={<Button onClick={filters.clear}>Clear the filters</Button>}
            >
              Actions and ids are found whole, as message.retry.
            </EmptyState>
          ) : (
            <EmptyState title="Nothing was changed yet">
              Whatever is changed by the API, in this console or by a command appears here. Messages that are
              sent are not: each says itself which key sent it.
            </EmptyState>
          )
        }
      />
    </>
  );
}

async function page(values: FilterValues, cursor: string, signal: AbortSignal) {
  const query = { ...values, limit: 50, ...(cursor !== '' && { cursor }) };
  const answer = await answerOf(client.api.GET('/api/v1/audit-events', { params: { query }, signal }));
  return { items: answer.audit_events, next: answer.next_cursor };
}
