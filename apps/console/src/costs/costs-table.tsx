import { percent } from '../charts/numbers.js';
import { Button } from '../ui/button.js';
import { count } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { SecondLine } from '../ui/second-line.js';
import { Text } from '../ui/text.js';
import type { Filters } from '../ui/use-filters.js';
import { money } from '../ui/money.js';
import {
  amountOf,
  type CostGroup,
  type CostMeasure,
  type Costs,
  type CostSums,
  groupIn,
} from './use-costs.js';

interface Row extends CostSums {
  id: string;
  value: string | null;
}

interface CostsTableProps {
  costs: Costs | undefined;
  error: Error | null;
  reload: () => void;
  by: CostGroup;
  title: string;
  measure: CostMeasure;
  nameOf: (value: string | null) => string;
  filters: Filters;
}

/** What each group came to in the whole time, the dearest first. */
export function CostsTable({ costs, error, reload, by, title, measure, nameOf, filters }: CostsTableProps) {
  const columns: Column<Row>[] = [
    {
      title,
      isMain: true,
      render: (row) => (
        <>
          <Text isLine>{nameOf(row.value)}</Text>
          <SecondLine isNarrow>{count(row.segments)} segments</SecondLine>
        </>
      ),
    },
    { title: 'Texts', width: 7, align: 'end', priority: 2, render: ({ messages }) => count(messages) },
    { title: 'Segments', width: 7, align: 'end', priority: 2, render: ({ segments }) => count(segments) },
    {
      title: 'Price known',
      width: 7,
      align: 'end',
      priority: 3,
      render: ({ segments, priced_segments: priced }) => (
        <span className="muted">{percent(segments === 0 ? 1 : Math.min(1, priced / segments))}</span>
      ),
    },
    { title: 'Costs', width: 10, align: 'end', render: ({ costs: paid }) => <Paid paid={paid} /> },
  ];
  return (
    <DataTable
      caption={`Costs by ${title.toLowerCase()}, the most first`}
      columns={columns}
      list={{
        items: costs && rowsOf(costs, by, measure),
        error,
        reload,
        hasMore: false,
        loadMore: () => undefined,
      }}
      empty={
        filters.isSet ? (
          <EmptyState
            title="No text fits"
            action={<Button onClick={filters.clear}>Clear the filters</Button>}
          >
            Tags, countries and keys are found whole.
          </EmptyState>
        ) : (
          <EmptyState title="No texts in this time">
            Texts are counted some seconds after they are accepted, and cost something once their provider has
            told the price.
          </EmptyState>
        )
      }
    />
  );
}

function Paid({ paid }: { paid: CostSums['costs'] }) {
  if (paid.length === 0) return <span className="muted">–</span>;
  return <strong>{paid.map(({ amount, currency }) => money(amount, currency)).join(', ')}</strong>;
}

/** The groups of all times together, those with most of the measure first. */
function rowsOf({ series }: Costs, by: CostGroup, measure: CostMeasure): Row[] {
  const rows = new Map<string, Row>();
  for (const point of series) {
    const value = groupIn(point, by);
    const id = value ?? '';
    const row = rows.get(id) ?? { id, value, messages: 0, segments: 0, priced_segments: 0, costs: [] };
    row.messages += point.messages;
    row.segments += point.segments;
    row.priced_segments += point.priced_segments;
    row.costs = together(row.costs, point.costs);
    rows.set(id, row);
  }
  return [...rows.values()].sort((one, other) => amountOf(other, measure) - amountOf(one, measure));
}

function together(some: CostSums['costs'], others: CostSums['costs']): CostSums['costs'] {
  const amounts = new Map(some.map(({ currency, amount }) => [currency, amount]));
  for (const { currency, amount } of others) amounts.set(currency, (amounts.get(currency) ?? 0) + amount);
  return [...amounts].map(([currency, amount]) => ({ currency, amount }));
}
