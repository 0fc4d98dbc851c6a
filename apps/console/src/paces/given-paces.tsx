import { useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../api/api.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { SecondLine } from '../ui/second-line.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { showDone } from '../ui/toast.js';
import type { Endless } from '../ui/use-endless.js';
import { ORIGINS, rateWords } from './pace-words.js';
import { SetPace } from './set-pace.js';
import { type Pace, PACES } from './use-paces.js';

type Row = Pace & { id: string };

const COLUMNS: Column<Row>[] = [
  {
    title: 'Sender or account',
    isMain: true,
    render: (pace) => (
      <>
        <Text isLine>{pace.name}</Text>
        <SecondLine isNarrow>{rateWords(pace)}</SecondLine>
      </>
    ),
  },
  { title: 'Of', width: 5.5, priority: 3, render: ({ of }) => of },
  { title: 'Pace', width: 14, priority: 2, render: (pace) => rateWords(pace) },
  { title: 'From', width: 7, priority: 3, render: ({ origin }) => ORIGINS[origin] ?? origin },
  {
    title: 'Slowed',
    width: 6,
    priority: 2,
    render: ({ slowed }) =>
      slowed ? <StatusPill status="slowed" tone="warn" /> : <span className="muted">no</span>,
  },
  { title: 'Actions', width: 13, align: 'end', render: (pace) => <Actions pace={pace} /> },
];

/** The paces that somebody gave, here or in the routes file; others have what their provider documents. */
export function GivenPaces({ list }: { list: Endless<Row> }) {
  return (
    <Panel title="Paces">
      <DataTable
        caption="Paces that were set, and those of the routes file"
        columns={COLUMNS}
        list={list}
        empty={
          <EmptyState title="No pace was given">
            Senders and accounts keep the pace that their provider documents, if DEFAULT_PACES is on. Set one
            for a number that is registered for more, or to slow one down.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function Actions({ pace }: { pace: Row }) {
  const queries = useQueryClient();
  const { of, name, origin } = pace;
  return (
    <span className="row-actions">
      <SetPace pace={pace} />
      {origin === 'set' ? (
        <ConfirmDialog
          trigger="Remove"
          title="Remove this pace?"
          confirm="Remove"
          isDangerous
          onConfirm={async () => {
            await answerOf(
              client.api.DELETE('/api/v1/admin/paces/{of}/{name}', { params: { path: { of, name } } }),
            );
            showDone('The pace is removed', name);
            await queries.invalidateQueries({ queryKey: PACES });
          }}
        >
          <p>
            <Text>{name}</Text> may send {rateWords(pace)}. Without that the routes file counts again, or what
            its provider documents.
          </p>
        </ConfirmDialog>
      ) : null}
    </span>
  );
}
