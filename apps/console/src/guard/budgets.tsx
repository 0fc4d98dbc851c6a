import type { Schemas } from '../api/api.js';
import { percent } from '../charts/numbers.js';
import { money } from '../ui/money.js';
import { count } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { Panel } from '../ui/panel.js';
import { ProgressBar } from '../ui/progress-bar.js';
import { SecondLine } from '../ui/second-line.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import type { Endless } from '../ui/use-endless.js';
import { ChangeBudget } from './change-budget.js';
import { GiveBudget } from './give-budget.js';
import './budgets.css';

export type Budget = Schemas['Budget'] & { id: string };

const STATES = {
  ok: ['ok', 'good'],
  warned: ['warned', 'warn'],
  used_up: ['used up', 'bad'],
} as const;

const COLUMNS: Column<Budget>[] = [
  {
    title: 'API key',
    isMain: true,
    render: (budget) => (
      <>
        <Text isLine>{budget.name}</Text>
        <SecondLine>{usedText(budget)}</SecondLine>
      </>
    ),
  },
  {
    title: 'State',
    width: 6,
    render: ({ state }) => <StatusPill status={STATES[state][0]} tone={STATES[state][1]} />,
  },
  { title: 'Used', width: 12, priority: 2, render: (budget) => <Used budget={budget} /> },
  { title: 'Of the', width: 5, priority: 3, render: ({ period }) => period },
  { title: 'Action', width: 6.5, align: 'end', render: (budget) => <ChangeBudget budget={budget} /> },
];

/** What keys may spend, and what is left of it. */
export function Budgets({ list }: { list: Endless<Budget> }) {
  return (
    <Panel title="Budgets" actions={<GiveBudget />}>
      <DataTable
        caption="Budgets of API keys"
        columns={COLUMNS}
        list={list}
        href={({ api_key_id, period }) =>
          `/costs?api_key_id=${api_key_id}&interval=${period === 'day' ? 'hour' : 'day'}`
        }
        empty={
          <EmptyState title="No key has a budget">
            A key may have an amount, or a number of segments, for a day or a month. Once it is used up, texts
            of that key are refused.
          </EmptyState>
        }
      />
    </Panel>
  );
}

/** `12.40 of 500 USD, 1,240 segments this month` */
function usedText({ amount, budget_amount, currency, segments, budget_segments, period }: Budget): string {
  const ofAmount =
    budget_amount === null || currency === null
      ? []
      : [`${money(amount ?? 0, currency)} of ${money(budget_amount, currency)}`];
  const ofSegments = budget_segments === null ? '' : ` of ${count(budget_segments)}`;
  const time = period === 'day' ? 'today' : 'this month';
  return `${[...ofAmount, `${count(segments)}${ofSegments} segments`].join(', ')} ${time}`;
}

const TONES = { ok: 'good', warned: 'warn', used_up: 'bad' } as const;

function Used({ budget: { name, used_percent: used, state } }: { budget: Budget }) {
  return (
    <span className="budget-used">
      <ProgressBar label={`Used of the budget of ${name}`} done={used} of={100} tone={TONES[state]} />
      <span className="number">{percent(used / 100)}</span>
    </span>
  );
}
