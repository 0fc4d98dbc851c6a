import type { ReactNode } from 'react';
import './note.css';

/** Words that must not be overlooked. */
export function Note({ tone, children }: { tone: 'bad' | 'warn' | 'info'; children: ReactNode }) {
  return (
    <div className="note" data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      {children}
    </div>
  );
}
