import { useQueryClient } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';
import { useCan } from '../api/session.js';
import { Button } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { FilterBar } from '../ui/filter-bar.js';
import { PageHeader } from '../ui/page-header.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { showDone } from '../ui/toast.js';
import { useEndless } from '../ui/use-endless.js';
import { type FilterField, type FilterValues, useFilters } from '../ui/use-filters.js';
import { AddSuppression } from './add-suppression.js';

type Suppression = Schemas['Suppression'];

const REASONS = ['stop', 'bounce', 'complaint', 'unsubscribe', 'manual'];

const FIELDS: FilterField[] = [
  { name: 'address', label: 'Address', kind: 'search', placeholder: 'Number or email address' },
  { name: 'channel', label: 'Channel', kind: 'choice', options: ['sms', 'email'] },
  { name: 'reason', label: 'Reason', kind: 'choice', options: REASONS },
];

const COLUMNS: Column<Suppression>[] = [
  { title: 'Address', width: 16, isMain: true, render: ({ address }) => <Text isLine>{address}</Text> },
  { title: 'Channel', width: 5.5, priority: 2, render: ({ channel }) => channel },
  { title: 'Reason', width: 7, render: ({ reason }) => reason },
  {
    title: 'Of the sender',
    width: 11,
    priority: 3,
    render: ({ sender }) => <Text isLine>{sender ?? 'any'}</Text>,
  },
  { title: 'Note', priority: 3, render: ({ note }) => <Text isLine>{note}</Text> },
  {
    title: 'Since',
    width: 9.5,
    align: 'end',
    priority: 2,
    render: ({ created_at }) => <Time at={created_at} />,
  },
];

/** Who is not written to, and why. */
export function SuppressionsView() {
  const filters = useFilters(FIELDS);
  const list = useEndless(['suppressions', filters.values], (cursor, signal) =>
    page(filters.values, cursor, signal),
  );
  const canManage = useCan('manage');
  const removal: Column<Suppression> = {
    title: 'Actions',
    width: 6.5,
    align: 'end',
    render: (suppression) => <Remove suppression={suppression} />,
  };
  return (
    <>
      <PageHeader title="Suppressions" actions={canManage ? <AddSuppression /> : null} />
      <FilterBar fields={FIELDS} filters={filters} />
      <DataTable
        caption="Suppressions, newest first"
        columns={canManage ? [...COLUMNS, removal] : COLUMNS}
        list={list}
        empty={
          filters.isSet ? (
            <EmptyState
              title="No suppression fits"
              action={<Button onClick={filters.clear}>Clear the filters</Button>}
            >
              Whoever is not in this list is written to.
            </EmptyState>
          ) : (
            <EmptyState title="Nobody is suppressed">
              Who texts STOP, unsubscribes, complains or cannot be reached appears here, and is not written to
              any more.
            </EmptyState>
          )
        }
      />
    </>
  );
}

async function page(values: FilterValues, cursor: string, signal: AbortSignal) {
  const query = { ...values, limit: 50, ...(cursor !== '' && { cursor }) };
  const answer = await answerOf(client.api.GET('/api/v1/suppressions', { params: { query }, signal }));
  return { items: answer.suppressions, next: answer.next_cursor };
}

function Remove({ suppression: { id, address } }: { suppression: Suppression }) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      trigger="Remove"
      title="Write to this address again?"
      confirm="Remove"
      isDangerous
      onConfirm={async () => {
        await client.suppressions.remove(id);
        showDone('The suppression is removed', address);
        await queries.invalidateQueries({ queryKey: ['suppressions'] });
      }}
    >
      <p>
        Messages to <Text>{address}</Text> are sent again. Do this only when its owner asked for it.
      </p>
    </ConfirmDialog>
  );
}
