import { messageOf } from '../api/api.js';
import { useCan } from '../api/session.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { FilterBar } from '../ui/filter-bar.js';
import { PageHeader } from '../ui/page-header.js';
import { Segmented } from '../ui/segmented.js';
import { type FilterField, useFilters } from '../ui/use-filters.js';
import { AsOf } from '../charts/as-of.js';
import { DeliveryRate } from './delivery-rate.js';
import { Figures, measureIn } from './figures.js';
import { Headline } from './headline.js';
import { MessagesChart } from './messages-chart.js';
import { PERIODS, stepIn } from '../charts/periods.js';
import { ProvidersPanel } from './providers-panel.js';
import { QueuesPanel } from './queues-panel.js';
import { Speed } from './speed.js';
import { useOperations } from './use-operations.js';
import { useStatistics } from './use-statistics.js';
import { WaitingPanel } from './waiting-panel.js';
import './overview-view.css';

const TYPES = ['sms', 'mms', 'email'] as const;
const GROUPS = ['type', 'provider', 'tag', 'api_key_id'] as const;

const FIELDS: FilterField[] = [
  {
    name: 'group_by',
    label: 'Tell apart by',
    kind: 'choice',
    options: GROUPS,
    titles: { api_key_id: 'API key' },
    none: 'nothing',
  },
  { name: 'type', label: 'Type', kind: 'choice', options: TYPES },
  { name: 'provider', label: 'Provider', kind: 'text', placeholder: 'Provider', isRare: true },
  { name: 'tag', label: 'Tag', kind: 'text', placeholder: 'Tag', isRare: true },
];
/** Of the view itself: what they say is always something. */
const SHOWN: FilterField[] = [
  { name: 'interval', label: 'Time', kind: 'choice' },
  { name: 'show', label: 'Shown', kind: 'choice' },
];

/** Whether all is well, and how much there is to do. */
export function OverviewView() {
  const filters = useFilters(FIELDS);
  const view = useFilters(SHOWN);
  const step = stepIn(view.values.interval);
  const measure = measureIn(view.values.show);
  const { data, error, refetch } = useStatistics({ ...filters.values, interval: step });
  const operations = useOperations();
  const canAdmin = useCan('admin');
  return (
    <>
      <PageHeader
        title="Overview"
        actions={
          <>
            <AsOf at={data?.as_of} />
            <Segmented
              label="Time"
              options={PERIODS}
              value={step}
              onChange={(value) => view.set('interval', value)}
            />
          </>
        }
      />
      <div className="stack">
        <Headline operations={operations} />
        <FilterBar fields={FIELDS} filters={filters} />
        {data === undefined && error !== null ? (
          <EmptyState
            title="The figures could not be loaded"
            action={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {messageOf(error)}
          </EmptyState>
        ) : (
          <>
            <Figures statistics={data} measure={measure} onChoose={(value) => view.set('show', value)} />
            <MessagesChart statistics={data} measure={measure} step={step} />
            <div className="overview-pair">
              <DeliveryRate statistics={data} step={step} />
              <Speed statistics={data} />
            </div>
          </>
        )}
        {canAdmin ? (
          <>
            <QueuesPanel {...operations} />
            <div className="overview-pair">
              <WaitingPanel {...operations} />
              <ProvidersPanel {...operations} />
            </div>
          </>
        ) : null}
      </div>
    </>
  );
}
