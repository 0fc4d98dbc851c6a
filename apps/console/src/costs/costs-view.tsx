import { useMemo } from 'react';
import { useKeyNames } from '../messages/use-key-names.js';
import { percent } from '../charts/numbers.js';
import { PERIODS } from '../charts/periods.js';
import { keyField } from '../messages/message-filters.js';
import { count } from '../ui/counts.js';
import { FilterBar } from '../ui/filter-bar.js';
import { PageHeader } from '../ui/page-header.js';
import { Segmented } from '../ui/segmented.js';
import { type FilterField, useFilters } from '../ui/use-filters.js';
import { CostsChart } from './costs-chart.js';
import { CostsTable } from './costs-table.js';
import { nameOfCostGroup } from './name-of-cost-group.js';
import { COST_GROUPS, type CostSums, measuresOf, useCosts } from './use-costs.js';
import './costs-view.css';

const TITLES = { country: 'Country', tag: 'Tag', api_key_id: 'API key', type: 'Type', provider: 'Provider' };
/** For a row of a phone's width. */
const SHORT_TITLES = { ...TITLES, api_key_id: 'Key' };
const FIELDS: FilterField[] = [
  { name: 'country', label: 'Country', kind: 'search', placeholder: 'Country: GB' },
  { name: 'tag', label: 'Tag', kind: 'text' },
  { name: 'type', label: 'Type', kind: 'choice', options: ['sms', 'mms'] },
  { name: 'provider', label: 'Provider', kind: 'text', isRare: true },
];
/** Of the view itself: what they say is always something. */
const SHOWN: FilterField[] = [
  { name: 'interval', label: 'Time', kind: 'choice' },
  { name: 'by', label: 'By', kind: 'choice' },
  { name: 'show', label: 'Shown', kind: 'choice' },
];

/** What texts come to: by country, tag, key, type or provider. */
export function CostsView() {
  const keys = useKeyNames();
  const fields = useMemo(() => [...FIELDS, keyField(keys)], [keys]);
  const filters = useFilters(fields);
  const { values: shown, set } = useFilters(SHOWN);
  const step = shown.interval === 'hour' ? 'hour' : 'day';
  const by = COST_GROUPS.find((group) => group === shown.by) ?? 'country';
  const { data, error, refetch } = useCosts(filters.values, by, step);
  const measures = data === undefined ? [] : measuresOf(data.totals);
  const measure = measures.find((each) => each === shown.show) ?? measures[0] ?? 'segments';
  const nameOf = (value: string | null) => nameOfCostGroup(value, by, keys);
  return (
    <>
      <PageHeader
        title="Costs"
        actions={
          <Segmented
            label="Time"
            options={PERIODS.filter(([period]) => period !== 'minute')}
            value={step}
            onChange={(value) => set('interval', value)}
          />
        }
      />
      <FilterBar fields={fields} filters={filters} />
      <div className="stack">
        <div className="costs-choices">
          <Segmented
            label="Tell apart by"
            options={COST_GROUPS.map((group) => [group, SHORT_TITLES[group]] as const)}
            value={by}
            onChange={(value) => set('by', value)}
          />
          {measures.length > 1 ? (
            <Segmented
              label="What the chart shows"
              options={measures.map((each) => [each, each === 'segments' ? 'Segments' : each] as const)}
              value={measure}
              onChange={(value) => set('show', value)}
            />
          ) : null}
        </div>
        <CostsChart costs={data} by={by} step={step} measure={measure} nameOf={nameOf} />
        {data === undefined || data.totals.segments === 0 ? null : <Known totals={data.totals} />}
        <CostsTable
          costs={data}
          error={error}
          reload={() => void refetch()}
          by={by}
          title={TITLES[by]}
          measure={measure}
          nameOf={nameOf}
          filters={filters}
        />
      </div>
    </>
  );
}

/** How much of it is known: what providers tell comes later, or never. */
function Known({ totals: { messages, segments, priced_segments: priced } }: { totals: CostSums }) {
  return (
    <p className="muted">
      {count(messages)} texts with {count(segments)} segments; the price of{' '}
      {percent(Math.min(1, priced / segments))} of them is known. Twilio tells it some ten minutes later,
      Vonage with its receipts, others never.
    </p>
  );
}
