import { count } from '../ui/counts.js';
import { Text } from '../ui/text.js';
import type { LeftOut as LeftOutCount } from './bulk-words.js';

/** Why some are not touched, with how many of each. */
export function LeftOut({ leftOut }: { leftOut: LeftOutCount[] }) {
  if (leftOut.length === 0) return null;
  return (
    <ul className="bulk-reasons" aria-label="Left out">
      {leftOut.map(({ reason, count: of }) => (
        <li key={reason}>
          <span className="number">{count(of)}</span>
          <span className="muted">
            left out: <Text>{reason.replaceAll('_', ' ')}</Text>
          </span>
        </li>
      ))}
    </ul>
  );
}
