import { useCan } from '../api/session.js';
import { type ErrorCode, explanationIn, useErrorCodes } from '../messages/use-explanation.js';
import { percent } from '../charts/numbers.js';
import { count } from '../ui/counts.js';
import { timesOf, valuesAt } from '../charts/series.js';
import { SparkBars } from '../charts/spark-bars.js';
import { Button, ButtonLink } from '../ui/button.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { EmptyState } from '../ui/empty-state.js';
import { SecondLine } from '../ui/second-line.js';
import { Text } from '../ui/text.js';
import type { Filters, FilterValues } from '../ui/use-filters.js';
import { linksOf } from './links-of-group.js';
import { nameOf } from './name-of-group.js';
import { type FailureGroup, type Failures, type Group, groupsIn } from './use-failures.js';
import './failure-groups.css';

type Row = FailureGroup & { id: string };

const TITLES: Record<Group, string> = {
  provider: 'Provider',
  code: 'Code',
  sender: 'Sender',
  destination: 'To',
};

interface FailureGroupsProps {
  failures: Failures | undefined;
  error: Error | null;
  reload: () => void;
  filters: Filters;
}

/** Messages that failed alike, most first; each leads to them, and to sending them again. */
export function FailureGroups({ failures, error, reload, filters }: FailureGroupsProps) {
  const canRetry = useCan('manage');
  const codes = useErrorCodes();
  const by = groupsIn(filters.values);
  const rows = failures?.groups.map((group): Row => ({
    ...group,
    id: by.map((name) => group[name]).join('\n'),
  }));
  const columns =
    failures === undefined ? columnsOf(by, codes) : [...columnsOf(by, codes), ...figuresOf(failures)];
  return (
    <DataTable
      caption="What failed, by what it failed of"
      columns={failures !== undefined && canRetry ? [...columns, retryOf(failures, filters.values)] : columns}
      list={{ items: rows, error, reload, hasMore: false, loadMore: () => undefined }}
      href={(row) => (failures === undefined ? undefined : linksOf(row, failures, filters.values)?.list)}
      empty={<Nothing filters={filters} />}
    />
  );
}

/** The code is what a failure is known by, where it is told apart. */
function columnsOf(by: Group[], codes: ErrorCode[] = []): Column<Row>[] {
  const main = by.includes('code') ? 'code' : by[0];
  const ordered = [...by].sort((one, other) => Number(other === main) - Number(one === main));
  return ordered.map((name) => ({
    title: TITLES[name],
    isMain: name === main,
    priority: name === main ? 1 : 2,
    render: (row) =>
      name === 'code' ? <Code row={row} codes={codes} /> : <Text isLine>{nameOf(row, name)}</Text>,
    ...(name !== main && { width: name === 'sender' ? 12 : 9 }),
  }));
}

/** The code, and what it means where that is known; of the provider if it is told apart. */
function Code({ row, codes }: { row: Row; codes: ErrorCode[] }) {
  const known = row.code ? explanationIn(codes, row.provider, row.code) : undefined;
  if (known === undefined) return <Text isLine>{nameOf(row, 'code')}</Text>;
  return (
    <>
      <span className="failure-code">
        <code>{known.code}</code> <Text isLine>{known.title}</Text>
      </span>
      <span className="failure-advice">
        <SecondLine>{known.what_to_do}</SecondLine>
      </span>
    </>
  );
}

function figuresOf(failures: Failures): Column<Row>[] {
  const times = timesOf(failures.from, failures.to, failures.interval);
  return [
    {
      title: 'When',
      width: 12,
      priority: 3,
      render: ({ curve }) => (
        <SparkBars
          colour="bad"
          values={valuesAt(
            times,
            curve.map((point) => [point.time, point.count] as const),
          )}
        />
      ),
    },
    {
      title: 'Share',
      width: 8,
      priority: 2,
      align: 'end',
      render: (row) => <span className="muted">{percent(row.count / failures.count)}</span>,
    },
    { title: 'Messages', width: 6, align: 'end', render: (row) => <strong>{count(row.count)}</strong> },
  ];
}

function retryOf(failures: Failures, values: FilterValues): Column<Row> {
  return {
    title: 'Action',
    width: 8,
    align: 'end',
    render: (row) => {
      const links = linksOf(row, failures, values);
      return links === null ? null : <ButtonLink to={links.retry}>Retry all …</ButtonLink>;
    },
  };
}

function Nothing({ filters }: { filters: Filters }) {
  return filters.isSet ? (
    <EmptyState title="No failure fits" action={<Button onClick={filters.clear}>Clear the filters</Button>}>
      Codes, senders and destinations are found whole.
    </EmptyState>
  ) : (
    <EmptyState
      title="Nothing failed in this time"
      action={<ButtonLink to="/messages">All messages</ButtonLink>}
    >
      Look further back, above, or at what became of messages.
    </EmptyState>
  );
}
