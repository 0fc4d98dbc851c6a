import type { ReactNode } from 'react';
import './fact-list.css';

export type Fact = [name: string, value: ReactNode];

/** Names and values of one thing. What is null or undefined is left out. */
export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="fact-list">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
