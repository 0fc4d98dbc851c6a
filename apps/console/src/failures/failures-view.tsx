import { AsOf } from '../charts/as-of.js';
import { PERIODS, stepIn } from '../charts/periods.js';
import { FilterBar } from '../ui/filter-bar.js';
import { PageHeader } from '../ui/page-header.js';
import { Segmented } from '../ui/segmented.js';
import { type FilterField, useFilters } from '../ui/use-filters.js';
import { FailureGroups } from './failure-groups.js';
import { FailuresChart } from './failures-chart.js';
import { GROUPS, useFailures } from './use-failures.js';

const FIELDS: FilterField[] = [
  { name: 'code', label: 'Code', kind: 'search', placeholder: 'Code: 30003' },
  { name: 'group_by', label: 'Group by', kind: 'choices', options: GROUPS, none: 'provider, code' },
  { name: 'type', label: 'Type', kind: 'choice', options: ['sms', 'mms', 'email'] },
  { name: 'provider', label: 'Provider', kind: 'text', placeholder: 'Provider', isRare: true },
  { name: 'sender', label: 'Sender', kind: 'text', placeholder: 'Sender', isRare: true },
  {
    name: 'destination',
    label: 'Destination',
    kind: 'text',
    placeholder: 'Country or domain',
    isRare: true,
  },
];
const PERIOD: FilterField[] = [{ name: 'interval', label: 'Time', kind: 'choice' }];

/** What failed, what failed alike, and what can be done about it. */
export function FailuresView() {
  const filters = useFilters(FIELDS);
  const period = useFilters(PERIOD);
  const step = stepIn(period.values.interval);
  const { data, error, refetch } = useFailures(filters.values, step);
  return (
    <>
      <PageHeader
        title="Failures"
        actions={
          <>
            <AsOf at={data?.as_of} />
            <Segmented
              label="Time"
              options={PERIODS}
              value={step}
              onChange={(value) => period.set('interval', value)}
            />
          </>
        }
      />
      <FilterBar fields={FIELDS} filters={filters} />
      <div className="stack">
        <FailuresChart failures={data} values={filters.values} step={step} />
        <FailureGroups failures={data} error={error} reload={() => void refetch()} filters={filters} />
      </div>
    </>
  );
}
