import type { ReactNode } from 'react';
import './data-table.css';

/** Words below those of a table's main cell. `isNarrow`: only on a phone, where their own column has no room. */
export function SecondLine({ isNarrow = false, children }: { isNarrow?: boolean; children: ReactNode }) {
  return (
    <span className="data-table-second" data-narrow={isNarrow || undefined}>
      {children}
    </span>
  );
}
