import { useQueryClient } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';
import { countryName } from '../ui/country-name.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { count, counted } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { SecondLine } from '../ui/second-line.js';
import { Time } from '../ui/time.js';
import { showDone } from '../ui/toast.js';
import type { Endless } from '../ui/use-endless.js';
import { GUARD } from './use-guard.js';

type Stopped = Schemas['StoppedPrefix'] & { id: string };

const COLUMNS: Column<Stopped>[] = [
  {
    title: 'Prefix',
    isMain: true,
    render: (stopped) => (
      <>
        {stopped.prefix}
        <SecondLine>{reasonOf(stopped)}</SecondLine>
      </>
    ),
  },
  {
    title: 'Country',
    width: 10,
    priority: 3,
    render: ({ country }) => (country === null ? <span className="muted">none</span> : countryName(country)),
  },
  { title: 'Refused', width: 5.5, align: 'end', priority: 2, render: ({ refused }) => count(refused) },
  {
    title: 'Since',
    width: 4.5,
    align: 'end',
    priority: 3,
    render: ({ since }) => <Time at={since} only="nearest" />,
  },
  {
    title: 'Until',
    width: 4.5,
    align: 'end',
    priority: 2,
    render: ({ until }) => <Time at={until} only="nearest" />,
  },
  { title: 'Action', width: 6, align: 'end', render: (stopped) => <Lift stopped={stopped} /> },
];

/** Prefixes that got a burst of texts, and go no further until somebody lifts that or its time is over. */
export function StoppedPrefixes({ list }: { list: Endless<Stopped> }) {
  return (
    <Panel title="Stopped prefixes">
      <DataTable
        caption="Prefixes that are stopped"
        columns={COLUMNS}
        list={list}
        empty={
          <EmptyState title="No prefix is stopped">
            Numbers with the same beginning that get many more codes and texts within ten minutes than they
            usually do (SMS pumping) appear here, and texts to them are refused.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function reasonOf({ burst, usual }: Stopped): string {
  if (burst === null) return 'It got a burst of texts.';
  const most = usual === 0 ? 'it got none before' : `it usually gets ${count(usual)} at most`;
  return `${counted(burst, 'text')} within ten minutes; ${most}.`;
}

function Lift({ stopped: { prefix, refused } }: { stopped: Stopped }) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      trigger="Lift"
      title={`Let texts go to ${prefix} again?`}
      confirm="Lift the stop"
      isDangerous
      onConfirm={async () => {
        const params = { path: { prefix } };
        await answerOf(client.api.DELETE('/api/v1/admin/guard/stopped-prefixes/{prefix}', { params }));
        showDone('Texts go there again', prefix);
        await queries.invalidateQueries({ queryKey: GUARD });
      }}
    >
      <p>
        It is not stopped again for as long as it would have been, whatever comes. {refusedText(refused)} Look
        first whether somebody earns money with these numbers: one of your forms may be sending codes to them.
      </p>
    </ConfirmDialog>
  );
}

const refusedText = (refused: number) =>
  refused === 0 ? '' : `${counted(refused, 'text was', 'texts were')} refused since, and will not be sent.`;
