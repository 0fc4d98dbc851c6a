import { answerOf, client, type Schemas } from '../api/api.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { useWhole } from '../ui/use-whole.js';

type Route = Schemas['Route'];

const COLUMNS: Column<Route & { id: string }>[] = [
  {
    title: 'Line',
    width: 5,
    align: 'end',
    priority: 2,
    render: ({ line }) => line ?? <span className="muted">–</span>,
  },
  { title: 'Messages', isMain: true, render: ({ match }) => wordsOf(match) },
  { title: 'Accounts', render: ({ accounts }) => accounts.map(shareText).join(', ') },
];

/** Which messages go by which accounts. They change only with a restart. */
export function RoutesTable() {
  const list = useWhole(['routes'], routes, false);
  return (
    <Panel title="Routes">
      <DataTable caption="Routes" columns={COLUMNS} list={list} empty={<EmptyState title="No routes" />} />
    </Panel>
  );
}

async function routes(signal: AbortSignal): Promise<(Route & { id: string })[]> {
  const { routes: all } = await answerOf(client.api.GET('/api/v1/admin/routes', { signal }));
  return all.map((route, index) => ({ ...route, id: String(index) }));
}

const FIELDS: [keyof Route['match'], string][] = [
  ['channel', ''],
  ['to_country', 'to '],
  ['to_prefix', 'to '],
  ['to_domain', 'to '],
  ['from', 'from '],
  ['tag', 'tagged '],
  ['api_key', 'by key '],
];

function wordsOf(match: Route['match']): string {
  const parts = FIELDS.flatMap(([field, word]) => {
    const values = match[field];
    return values === null ? [] : [word + values.join(' or ')];
  });
  return parts.join(', ') || 'all';
}

function shareText({ account, weight }: Schemas['Share']): string {
  return weight === 0 ? `${account} (if no other can)` : `${account} (${weight})`;
}
