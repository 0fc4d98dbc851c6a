import { type ReactNode, useId } from 'react';
import './panel.css';

interface PanelProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a view with a title of its own. */
export function Panel({ title, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <div className="line">{actions}</div>
      </header>
      {children}
    </section>
  );
}
