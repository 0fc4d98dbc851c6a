import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { messageOf } from '../api/api.js';
import { Button } from './button.js';
import { EmptyState } from './empty-state.js';
import { More } from './more.js';
import { Skeleton } from './skeleton.js';
import type { Endless } from './use-endless.js';
import './data-table.css';

export interface Column<Row> {
  title: string;
  render: (row: Row) => ReactNode;
  /** In rem; without it the column takes what is left. */
  width?: number;
  align?: 'end';
  /** 1 is always shown; 2 leaves on a phone, 3 on a tablet. */
  priority?: 1 | 2 | 3;
  /** What the row is known by: it holds the row's link, and takes what room there is on a phone. */
  isMain?: boolean;
}

interface DataTableProps<Row> {
  /** What it is a list of, for those who do not see it. */
  caption: string;
  columns: Column<Row>[];
  list: Endless<Row>;
  /** Where a row leads; undefined: nowhere. */
  href?: (row: Row) => string | undefined;
  /** Shown in place of the rows where there are none. */
  empty: ReactNode;
}

const SKELETON_ROWS = 12;

/** A list that goes on as it is scrolled. `j`, `k` and Enter walk it. */
export function DataTable<Row extends { id: string }>({
  caption,
  columns,
  list,
  href,
  empty,
}: DataTableProps<Row>) {
  const { items, error, hasMore, loadMore, reload } = list;
  if (items === undefined && error !== null)
    return (
      <EmptyState title="This could not be loaded" action={<Button onClick={reload}>Try again</Button>}>
        {messageOf(error)}
      </EmptyState>
    );
  if (items?.length === 0) return empty;
  return (
    <div className="data-table">
      <table aria-busy={items === undefined}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, width, align, priority = 1, isMain }) => (
              <th
                key={title}
                scope="col"
                data-align={align}
                data-priority={priority}
                data-main={isMain || undefined}
                style={width === undefined ? undefined : { width: `${width}rem` }}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items === undefined
            ? Array.from({ length: SKELETON_ROWS }, (_, row) => (
                <tr key={row}>
                  {columns.map(({ title, priority = 1 }) => (
                    <td key={title} data-priority={priority}>
                      <Skeleton width={(['m', 's'] as const)[row % 2]} />
                    </td>
                  ))}
                </tr>
              ))
            : items.map((row) => <Row key={row.id} row={row} columns={columns} href={href} />)}
        </tbody>
      </table>
      {hasMore ? <More key={items?.length} onSeen={loadMore} /> : null}
    </div>
  );
}

interface RowProps<Row> extends Pick<DataTableProps<Row>, 'columns' | 'href'> {
  row: Row;
}

function Row<Row>({ row, columns, href }: RowProps<Row>) {
  const to = href?.(row);
  return (
    <tr>
      {columns.map(({ title, render, align, priority = 1, isMain = false }) => (
        <td key={title} data-align={align} data-priority={priority} data-main={isMain || undefined}>
          {isMain && to !== undefined ? (
            <Link to={to} className="data-table-link" data-row>
              {render(row)}
            </Link>
          ) : (
            render(row)
          )}
        </td>
      ))}
    </tr>
  );
}
