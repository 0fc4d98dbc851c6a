import type { ReactNode } from 'react';
import './empty-state.css';

interface EmptyStateProps {
  title: string;
  /** What can be done about it. */
  children?: ReactNode;
  action?: ReactNode;
}

/** Stands where something would be, and says why it is not there and what to do. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <section className="empty-state">
      <h2>{title}</h2>
      {children === undefined ? null : <p className="muted">{children}</p>}
      {action}
    </section>
  );
}
